package dev.quotey.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  @DisplayName("[OP5] a long command says how far it is, once a second at most")
  void onceASecond() {
    AtomicLong now = new AtomicLong();
    StringWriter said = new StringWriter();
    Progress progress = new Progress(new PrintWriter(said), "sessions", now::get);
    for (int done = 1; done <= 2_500; done++) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      progress.at(done, 3_000);
    }
    assertThat(said.toString().lines())
        .containsExactly("1,000 of 3,000 sessions", "2,000 of 3,000 sessions");
  }
}
