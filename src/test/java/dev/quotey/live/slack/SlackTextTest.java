package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SlackTextTest {
  @Test
  @DisplayName("[SL1] what a user has written cannot mention anybody")
  void mentions() {
    for (String text : new String[] {
      "<!channel>",
      "<!here|x>",
      "<@U0ANA>",
      "<#C0DEALS>",
      "<!subteam^S1>",
      "@channel",
      "@here",
      "#deals"
    }) {
      String inert = SlackText.inert(text, 100);
      assertThat(inert).doesNotContain("<", ">").doesNotContainPattern("[@#]\\w");
    }
  }

  @Test
  @DisplayName("[SL1] what a user has written cannot link anywhere")
  void links() {
    for (String text : new String[] {
      "<https://evil.example|Click>", "https://evil.example/x", "evil.example", "mailto:a@b.example"
    }) {
      assertThat(SlackText.inert(text, 100))
          .doesNotContain("<", ">", "://")
          .doesNotContainPattern("\\w[.:]\\w");
    }
  }

  @Test
  @DisplayName("[SL1] what a user has written cannot look like more than text, or turn text around")
  void markup() {
    String inert = SlackText.inert("*bold* _it_ ~no~ `code` snake_case \u202etxet\u0007 a\nb", 100);
    assertThat(inert).doesNotContain("*", "~", "`", "\u202e", "\u0007", "\n", " _", "_ ");
    assertThat(inert).contains("snake_case");
  }

  @Test
  @DisplayName(
      "[SL1] what is too long is cut, but never inside a character, and an escape stays whole")
  void length() {
    assertThat(SlackText.plain("😀😀😀", 4)).isEqualTo("😀…");
    assertThat(SlackText.plain("12345", 5)).isEqualTo("12345");
    assertThat(SlackText.inert("<<<<<<", 4)).isEqualTo("&lt;&lt;&lt;…");
  }

  @Test
  @DisplayName(
      "[SL7] a time is shown in each reader's zone, and can be read where that is not known")
  void time() {
    assertThat(Words.time(Instant.ofEpochSecond(3_660))).isEqualTo("<!date^3660^{time}|01:01 UTC>");
  }
}
