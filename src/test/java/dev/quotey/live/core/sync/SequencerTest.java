package dev.quotey.live.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private static final ClientId ANA = new ClientId("ana");
  private static final ClientId BEN = new ClientId("ben");
  private static final JsonValue START =
      JsonText.parse("{\"n\":1,\"t\":\"x\",\"l\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");

  private Sequencer sequencer = new Sequencer(START, 0, Map.of(), DocumentRules.NONE);

  @Test
  @DisplayName("[SQ1] a submission at the newest revision is committed as it is")
  void current() {
    Change change = set("n", 2);
    CommittedChange committed = commit(ANA, 1, 0, change);
    assertThat(committed.revision()).isEqualTo(1);
    assertThat(committed.committed()).isEqualTo(change);
    assertThat(sequencer.document().toString()).contains("\"n\":2");
  }

  @Test
  @DisplayName(
      "[SQ2] a submission that missed changes is transformed past them, and keeps its original")
  void behind() {
    commit(ANA, 1, 0, Change.of(new Operation.Delete(Path.parse("/l/#a"), 0)));
    Change submitted = Change.of(new Operation.Delete(Path.parse("/l/#b"), 1));
    CommittedChange committed = commit(BEN, 1, 0, submitted);
    assertThat(committed.submitted()).isEqualTo(submitted);
    assertThat(committed.committed())
        .isEqualTo(Change.of(new Operation.Delete(Path.parse("/l/#b"), 0)));
    assertThat(committed.revision()).isEqualTo(2);
    assertThat(committed.baseRevision()).isZero();
  }

  @Test
  @DisplayName("[SQ3] a submission from a future revision is rejected")
  void future() {
    assertThat(rejection(ANA, 1, 1, set("n", 2))).isEqualTo("FUTURE_REVISION");
  }

  @Test
  @DisplayName(
      "[SQ4] a submission from before the history, or before its client's last, is rejected")
  void stale() {
    sequencer = new Sequencer(START, 5, Map.of(), DocumentRules.NONE);
    assertThat(rejection(ANA, 1, 4, set("n", 2))).isEqualTo("STALE_REVISION");
    commit(ANA, 1, 5, set("n", 2));
    assertThat(rejection(ANA, 2, 5, set("n", 3))).isEqualTo("STALE_REVISION");
  }

  @Test
  @DisplayName("[SQ12] from before what was given up a submission is rejected, from there on taken")
  void forgets() {
    commit(ANA, 1, 0, set("n", 2));
    commit(ANA, 2, 1, set("n", 3));
    commit(ANA, 3, 2, set("n", 4));
    sequencer.forget(2);
    assertThat(sequencer.oldestRevision()).isEqualTo(2);
    assertThat(rejection(BEN, 1, 1, set("n", 5))).isEqualTo("STALE_REVISION");
    Submission again = new Submission(ANA, 3, 2, set("n", 4));
    assertThat(sequencer.submit(again)).isEqualTo(new Decision.Duplicate(3));
    assertThat(commit(BEN, 1, 2, set("n", 5)).revision()).isEqualTo(4);
  }

  @Test
  @DisplayName("[SQ5] a submission seen before is a duplicate of its first revision")
  void duplicate() {
    commit(ANA, 1, 0, set("n", 2));
    commit(BEN, 1, 1, set("n", 3));
    commit(ANA, 2, 2, set("n", 4));
    Submission first = new Submission(ANA, 1, 0, set("n", 2));
    assertThat(sequencer.submit(first)).isEqualTo(new Decision.Duplicate(1));
    assertThat(sequencer.revision()).isEqualTo(3);
  }

  @Test
  @DisplayName("[SQ6] a change is committed whole or not at all")
  void whole() {
    Change change = Change.of(
        new Operation.Set(Path.parse("/n"), JsonNumber.of(9)),
        new Operation.Set(Path.parse("/nowhere/x"), JsonNumber.of(9)));
    assertThat(rejection(ANA, 1, 0, change)).isEqualTo("NO_SUCH_PATH");
    assertThat(sequencer.document()).isEqualTo(START);
    assertThat(sequencer.revision()).isZero();
    assertThat(sequencer.lastSequence(ANA)).isZero();
  }

  @Test
  @DisplayName("[SQ7] what gives way is named in a conflict: by whom, and what it was")
  void conflict() {
    commit(ANA, 1, 0, set("n", 2));
    CommittedChange committed = commit(BEN, 1, 0, set("n", 3));
    assertThat(committed.conflicts()).hasSize(1);
    Clash clash = committed.conflicts().getFirst();
    assertThat(clash.stands()).isEqualTo(BEN);
    assertThat(clash.gaveWay()).isEqualTo(ANA);
    Conflict conflict = clash.conflict();
    assertThat(conflict.kind()).isEqualTo(Conflict.Kind.OVERWRITTEN);
    assertThat(conflict.stands()).isEqualTo(set("n", 3).operations().getFirst());
    assertThat(conflict.gaveWay()).isEqualTo(set("n", 2).operations().getFirst());
  }

  @Test
  @DisplayName("[SQ8] a rule that the transformed change breaks rejects it, with the rule's code")
  void rules() {
    sequencer = new Sequencer(
        START,
        0,
        Map.of(),
        (before, after, change) -> after.toString().contains("\"t\":\"bad\"")
            ? Optional.of(new Violation("BAD", Path.parse("/t"), "t is bad"))
            : Optional.empty());
    Change bad = Change.of(new Operation.Set(Path.parse("/t"), new JsonString("bad")));
    assertThat(rejection(ANA, 1, 0, bad)).isEqualTo("BAD");
    assertThat(commit(ANA, 2, 0, set("n", 2)).revision()).isEqualTo(1);
  }

  @Test
  @DisplayName("[SQ9] the log, replayed, gives the same sequencer")
  void replay() {
    CommittedChange first = commit(ANA, 1, 0, set("n", 2));
    CommittedChange second = commit(BEN, 1, 0, set("t", 3));
    Sequencer other = new Sequencer(START, 0, Map.of(), DocumentRules.NONE);
    other.replay(first);
    other.replay(second);
    assertThat(other.document()).isEqualTo(sequencer.document());
    Submission next = new Submission(ANA, 2, 1, set("n", 7));
    assertThat(other.submit(next)).isEqualTo(sequencer.submit(next));
    assertThatThrownBy(() -> other.replay(second)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("[SQ10] a change's clock holds what its author had seen, and the change itself")
  void clocks() {
    CommittedChange first = commit(ANA, 1, 0, set("n", 2));
    CommittedChange concurrent = commit(BEN, 1, 0, set("n", 3));
    CommittedChange after = commit(ANA, 2, 2, set("n", 4));
    assertThat(first.clock()).isEqualTo(VectorClock.of(Map.of(ANA, 1L)));
    assertThat(concurrent.clock()).isEqualTo(VectorClock.of(Map.of(BEN, 1L)));
    assertThat(after.clock()).isEqualTo(VectorClock.of(Map.of(ANA, 2L, BEN, 1L)));
  }

  private static Change set(String name, long value) {
    return Change.of(new Operation.Set(Path.ROOT.member(name), JsonNumber.of(value)));
  }

  private CommittedChange commit(ClientId client, long sequence, long base, Change change) {
    Decision decision = sequencer.submit(new Submission(client, sequence, base, change));
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    return ((Decision.Commit) decision).change();
  }

  private String rejection(ClientId client, long sequence, long base, Change change) {
    Decision decision = sequencer.submit(new Submission(client, sequence, base, change));
    assertThat(decision).isInstanceOf(Decision.Reject.class);
    return ((Decision.Reject) decision).code();
  }
}
