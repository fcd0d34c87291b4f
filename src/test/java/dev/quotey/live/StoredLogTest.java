package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.LoggedChanges;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StoredLogTest {
  private final AtomicLong now = new AtomicLong();
  private final StringWriter said = new StringWriter();
  private final Progress progress =
      new Progress(new PrintWriter(said), "revisions", () -> now.getAndAdd(SECOND));
  private final List<Long> asked = new ArrayList<>();

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  @DisplayName("[OP6] a log is read by pages, no further than wanted, and it is said how far")
  void pages() {
    assertThat(read(9, 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(asked).containsExactly(1L, 4L);
    assertThat(said.toString().lines())
        .containsExactly(
            "1 of 5 revisions",
            "2 of 5 revisions",
            "3 of 5 revisions",
            "4 of 5 revisions",
            "5 of 5 revisions");
  }

  @Test
  @DisplayName("[OP6] a log that ends before what is wanted ends there")
  void shortLog() {
    assertThat(read(4, 6)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(asked).containsExactly(1L, 4L, 5L);
    assertThat(read(0, 6)).isEmpty();
  }

  /** The revisions that are read of a log of {@code length} changes in pages of three. */
  private List<Long> read(long length, long last) {
    StoredLog log = new StoredLog(from -> page(from, length), last, progress);
    List<Long> revisions = new ArrayList<>();
    log.forEachRemaining(logged -> revisions.add(logged.change().revision()));
    assertThat(log.revision()).isEqualTo(revisions.size());
    return revisions;
  }

  private List<LoggedChange> page(long from, long length) {
    asked.add(from);
    return LongStream.rangeClosed(from, Math.min(from + 2, length))
        .mapToObj(LoggedChanges::at)
        .toList();
  }
}
