package dev.quotey.live.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.TextEdit;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final ClientId ANA = new ClientId("ana");
  private static final ClientId BEN = new ClientId("ben");
  private static final Path A = Path.parse("/lines/#a");
  private static final JsonValue START =
      JsonText.parse("{\"t\":\"\",\"lines\":[{\"id\":\"a\",\"q\":1,\"d\":\"x\"},{\"id\":\"b\"}]}");

  private final Replica replica = new Replica(ANA, 0, START, 0);

  @Test
  @DisplayName("[CL1] one submission is in flight; what is typed meanwhile becomes one more")
  void oneInFlight() {
    type("/t", 0, "h");
    Submission first = replica.nextSubmission().orElseThrow();
    String word = "onorificabilitudinitatibus-and-some-more";
    for (int i = 0; i < word.length(); i++) {
      type("/t", 1 + i, word.substring(i, i + 1));
      assertThat(replica.nextSubmission()).isEmpty();
    }
    commit(1, ANA, first.clientSequence(), first.change());
    Submission second = replica.nextSubmission().orElseThrow();
    assertThat(second.change().operations())
        .containsExactly(new Operation.Text(Path.parse("/t"), TextEdit.splice(1, 0, word)));
    assertThat(second.baseRevision()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "[CL2] an edit in a line that somebody deleted is told to its author, and comes back whole")
  void deletedLine() {
    replica.edit(set(A.member("q"), JsonNumber.of(7)));
    replica.nextSubmission();
    replica.edit(set(A.member("d"), new JsonString("mine")));
    commit(1, BEN, 1, Change.of(new Operation.Delete(A, 0)));
    assertThat(replica.takeLosses()).hasSize(2).allSatisfy(loss -> {
      assertThat(loss.by()).isEqualTo(BEN);
      assertThat(loss.conflict().kind()).isEqualTo(Conflict.Kind.DELETED);
      assertThat(Ot.apply(replica.document(), loss.restore()))
          .isEqualTo(JsonText.parse("{\"t\":\"\",\"lines\":[{\"id\":\"a\",\"q\":7,\"d\":\"mine\"},"
              + "{\"id\":\"b\"}]}"));
    });
    assertThat(replica.takeLosses()).isEmpty();
  }

  @Test
  @DisplayName("[CL3] an edit under a value that was replaced is told, with what was there")
  void replaced() {
    type("/lines/#a/d", 1, "yz");
    commit(1, BEN, 1, set(A.member("d"), new JsonString("BEN")));
    Loss loss = replica.takeLosses().getFirst();
    assertThat(loss.conflict().kind()).isEqualTo(Conflict.Kind.OVERWRITTEN);
    assertThat(loss.conflict().gaveWay()).isInstanceOf(Operation.Text.class);
    assertThat(loss.restore()).isEqualTo(set(A.member("d"), new JsonString("xyz")));
  }

  @Test
  @DisplayName("[CL4] a refused submission is taken back; later edits that do not build on it stay")
  void refused() {
    replica.edit(set(A.member("q"), JsonNumber.of(-1)));
    Submission refused = replica.nextSubmission().orElseThrow();
    replica.edit(set(A.member("q"), JsonNumber.of(5)));
    type("/t", 0, "kept");
    replica.onRejected();
    assertThat(A.member("q").find(replica.document())).isEqualTo(Optional.of(JsonNumber.of(5)));
    Submission next = replica.nextSubmission().orElseThrow();
    assertThat(next.change().operations()).hasSize(2);
    assertThat(next.clientSequence()).isGreaterThan(refused.clientSequence());
  }

  @Test
  @DisplayName("[CL5] a submission that others have emptied still waits for its commit")
  void emptied() {
    replica.edit(Change.of(new Operation.Delete(A, 0)));
    Submission mine = replica.nextSubmission().orElseThrow();
    commit(1, BEN, 1, Change.of(new Operation.Delete(A, 0)));
    assertThat(replica.takeLosses()).isEmpty();
    assertThat(replica.hasPending()).isTrue();
    assertThat(replica.inFlight()).isPresent();
    commit(2, ANA, mine.clientSequence(), Change.EMPTY);
    assertThat(replica.hasPending()).isFalse();
  }

  private void type(String path, int offset, String text) {
    replica.edit(Change.of(new Operation.Text(Path.parse(path), TextEdit.splice(offset, 0, text))));
  }

  private void commit(long revision, ClientId author, long sequence, Change change) {
    replica.onCommitted(revision, author, sequence, change);
  }

  private static Change set(Path path, JsonValue value) {
    return Change.of(new Operation.Set(path, value));
  }
}
