package dev.quotey.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.AppConfig.Rate;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotasTest {
  private static final Rate RATE = new Rate(2, 3);
  private final AtomicLong nanos = new AtomicLong();
  private final Quotas quotas = new Quotas(
      new AppConfig.Limits(RATE, RATE, RATE, RATE, new Rate(1, 4), 2, 2, 2, Duration.ofSeconds(30)),
      nanos::get);

  @Test
  @DisplayName("[LM1] so many at once, and so many a second after that, and it is said when")
  void bucket() {
    TokenBucket bucket = new TokenBucket(RATE, nanos::get);
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take()).isTrue();
    }
    assertThat(bucket.take()).isFalse();
    assertThat(bucket.waitMillis()).isEqualTo(500);
    pass(400);
    assertThat(bucket.take()).isFalse();
    assertThat(bucket.waitMillis()).isBetween(100L, 101L);
    pass(101);
    assertThat(bucket.take()).isTrue();
    assertThat(bucket.take()).isFalse();
    pass(60_000);
    assertThat(bucket.isFull()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take()).isTrue();
    }
    assertThat(bucket.take()).isFalse();
  }

  @Test
  @DisplayName("[LM2] a user's sockets share what the user has, and a new one brings nothing more")
  void sockets() {
    Quotas.Share ana = quotas.of("ana");
    assertThat(ana.enter()).isTrue();
    assertThat(ana.enter()).isTrue();
    assertThat(ana.enter()).isFalse();
    assertThat(quotas.of("ben").enter()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(ana.submissions().take()).isTrue();
    }
    ana.leave();
    ana.leave();
    quotas.sweep();
    assertThat(quotas.of("ana").submissions().take()).isFalse();
    assertThat(quotas.of("ben").submissions().take()).isTrue();
    pass(10_000);
    quotas.sweep();
    assertThat(quotas.of("ana")).isNotSameAs(ana);
    assertThat(quotas.of("ana").enter()).isTrue();
  }

  @Test
  @DisplayName("[LM3] an address has so many sockets, and a user so many sessions")
  void bounds() {
    assertThat(quotas.open("10.0.0.1")).isTrue();
    assertThat(quotas.open("10.0.0.1")).isTrue();
    assertThat(quotas.open("10.0.0.1")).isFalse();
    assertThat(quotas.open("10.0.0.2")).isTrue();
    quotas.close("10.0.0.1");
    assertThat(quotas.open("10.0.0.1")).isTrue();
    Quotas.Share ana = quotas.of("ana");
    assertThat(ana.use(new SessionId("s_1"))).isTrue();
    assertThat(ana.use(new SessionId("s_2"))).isTrue();
    assertThat(ana.use(new SessionId("s_2"))).isTrue();
    assertThat(ana.use(new SessionId("s_3"))).isFalse();
    ana.unuse(new SessionId("s_2"));
    assertThat(ana.use(new SessionId("s_3"))).isFalse();
    ana.unuse(new SessionId("s_2"));
    assertThat(ana.use(new SessionId("s_3"))).isTrue();
  }

  @Test
  @DisplayName("[LM3] an address opens so many sockets at once, and so many a second after that")
  void connects() {
    for (int i = 0; i < 4; i++) {
      assertThat(quotas.mayOpen("10.0.0.1")).isTrue();
      assertThat(quotas.open("10.0.0.1")).isTrue();
      quotas.close("10.0.0.1");
    }
    quotas.sweep();
    assertThat(quotas.mayOpen("10.0.0.1")).isFalse();
    assertThat(quotas.open("10.0.0.1")).isFalse();
    assertThat(quotas.open("10.0.0.2")).isTrue();
    pass(1_000);
    assertThat(quotas.mayOpen("10.0.0.1")).isTrue();
    assertThat(quotas.open("10.0.0.1")).isTrue();
  }

  @Test
  @DisplayName("[LM10] who goes on where all is refused does not come back for a while; others do")
  void barred() {
    Meter meter = new Meter(quotas.ofNobody(), nanos::get);
    assertThat(meter.enter(quotas.of("ana"))).isTrue();
    int offences = 0;
    while (!meter.isHopeless()) {
      offences++;
    }
    assertThat(offences).isEqualTo(Meter.OFFENCES.burst());
    meter.close();
    quotas.sweep();
    assertThat(quotas.of("ana").barredMillis()).isEqualTo(30_000);
    assertThat(quotas.of("ana").enter()).isFalse();
    assertThat(quotas.of("ben").barredMillis()).isZero();
    assertThat(quotas.of("ben").enter()).isTrue();
    pass(30_001);
    assertThat(quotas.of("ana").enter()).isTrue();
  }

  @ParameterizedTest(name = "[LM4] {0}, forwarded for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | | 203.0.113.9",
        // Whoever is no proxy says nothing of others.
        "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
        "10.1.2.3 | 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 198.51.100.1, 10.9.9.9 | 198.51.100.1",
        // What stands before the caller, the caller has made up.
        "10.1.2.3 | 1.1.1.1, 198.51.100.1 | 198.51.100.1",
        "11.1.2.3 | 198.51.100.1 | 11.1.2.3",
        "10.1.2.3 | evil.example | evil.example",
        "2001:db8:1::7 | 198.51.100.1 | 198.51.100.1",
        "2001:db9::7 | 198.51.100.1 | 2001:db9::7"
      })
  @DisplayName("[LM4] whom a trusted proxy speaks for is believed, and nobody else")
  void proxies(String peer, String forwarded, String caller) {
    Callers callers = new Callers(List.of("10.0.0.0/8", "2001:db8::/32"));
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (forwarded != null) {
      headers.add("X-Forwarded-For", forwarded);
    }
    assertThat(callers.address(peer, headers)).isEqualTo(caller);
    assertThat(new Callers(List.of()).address(peer, headers)).isEqualTo(peer);
  }

  @Test
  @DisplayName("[LM4] a proxy is an address or a range")
  void noProxy() {
    for (String wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "")) {
      assertThatThrownBy(() -> new Callers(List.of(wrong))).isInstanceOf(StartupException.class);
    }
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
