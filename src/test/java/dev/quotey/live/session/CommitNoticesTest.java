package dev.quotey.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.EdgeNotice;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.LoggedChanges;
import dev.quotey.live.protocol.Origin;
import dev.quotey.live.protocol.StateHash;
import dev.quotey.live.tracing.Traces;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CommitNoticesTest {
  private static final SessionId SESSION = new SessionId("s_1");

  private CommitNotices notices = new CommitNotices(SESSION, Columns.OPEN, 0, Traces.OFF);
  private JsonMap document = JsonMap.EMPTY.with("n", JsonNumber.of(1));

  @Test
  @DisplayName("[SE10] each fiftieth commit has the hash of its document")
  void fiftieth() {
    assertThat(hashedUntil(160)).containsExactly(50L, 100L, 150L);
    assertThat(commit(200)).hasValue(StateHash.of(document));
  }

  @Test
  @DisplayName("[SE10] of a large quote fewer commits have it, for an edit to cost the same")
  void largeQuote() {
    document = document.with("notes", new JsonString("x".repeat(40_000)));
    assertThat(hashedUntil(460)).containsExactly(50L, 250L, 450L);
  }

  @Test
  @DisplayName("[SE10] a session that starts again begins to count where it is")
  void again() {
    notices = new CommitNotices(SESSION, Columns.OPEN, 30, Traces.OFF);
    assertThat(LongStream.rangeClosed(31, 100).filter(this::isHashed)).containsExactly(80L);
  }

  @Test
  @DisplayName("[SE11] whether written before its change was durable or then, it says the same")
  void written() {
    CommitNotices ahead = new CommitNotices(SESSION, Columns.OPEN, 0, Traces.OFF);
    for (long revision = 1; revision <= 60; revision++) {
      LoggedChange change = LoggedChanges.at(revision);
      document = document.with("n", JsonNumber.of(revision));
      ahead.expect(change, document, Origin.NONE);
      if (revision % 3 > 0) {
        ahead.write();
      }
      EdgeNotice expected = notices.of(change, document, Origin.NONE);
      assertThat(ahead.of(change, document, Origin.NONE)).isEqualTo(expected);
    }
  }

  private List<Long> hashedUntil(long last) {
    return LongStream.rangeClosed(1, last).filter(this::isHashed).boxed().toList();
  }

  private boolean isHashed(long revision) {
    return commit(revision).isPresent();
  }

  private Optional<String> commit(long revision) {
    String frame = notices.of(LoggedChanges.at(revision), document, Origin.NONE).frame();
    return Optional.ofNullable(new JsonObject(frame).getJsonObject("body").getString("state_hash"));
  }
}
