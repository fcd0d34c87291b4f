package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_531_420_618);
  private static final Buffer BODY = Buffer.buffer("token=x&text=ä");

  private final Signature signature = new Signature(List.of("old secret", "new secret"));

  private boolean isSlacks(String secret, long seconds, Buffer body) {
    String timestamp = String.valueOf(seconds);
    return signature.isSlacks(timestamp, Signature.sign(secret, timestamp, BODY), body, NOW);
  }

  @Test
  @DisplayName("[SL3] a call that Slack has signed is taken, with either secret of a rotation")
  void signed() {
    assertThat(isSlacks("old secret", NOW.getEpochSecond(), BODY)).isTrue();
    assertThat(isSlacks("new secret", NOW.getEpochSecond() - 299, BODY)).isTrue();
    assertThat(isSlacks("new secret", NOW.getEpochSecond() + 299, BODY)).isTrue();
  }

  @Test
  @DisplayName(
      "[SL3] a call with another secret, body or time is not Slack's, nor one too old or too early")
  void forged() {
    assertThat(isSlacks("another", NOW.getEpochSecond(), BODY)).isFalse();
    assertThat(isSlacks("new secret", NOW.getEpochSecond(), Buffer.buffer("token=y")))
        .isFalse();
    assertThat(isSlacks("new secret", NOW.getEpochSecond() - 301, BODY)).isFalse();
    assertThat(isSlacks("new secret", NOW.getEpochSecond() + 301, BODY)).isFalse();
    String other = Signature.sign("new secret", "1531420617", BODY);
    assertThat(signature.isSlacks("1531420618", other, BODY, NOW)).isFalse();
    for (String timestamp : new String[] {"", "x", "-1", "99999999999999999999"}) {
      assertThat(signature.isSlacks(timestamp, "v0=00", BODY, NOW)).isFalse();
    }
    assertThat(signature.isSlacks("1531420618", "", BODY, NOW)).isFalse();
    assertThat(new Signature(List.of()).isSlacks("1531420618", "", BODY, NOW)).isFalse();
  }

  @Test
  @DisplayName("[SL3] the sum is the one that Slack's documentation computes")
  void documented() {
    Buffer body =
        Buffer.buffer("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
            + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121"
            + ".803a0bc887a14d10d2c447fce8b6703c");
    assertThat(Signature.sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body))
        .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
  }
}
