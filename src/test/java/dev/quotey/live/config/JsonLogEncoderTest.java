package dev.quotey.live.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JsonLogEncoderTest {
  private static String line(String message, Throwable fault, Object... values) {
    Logger logger = new LoggerContext().getLogger("dev.quotey.live.Some");
    LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, fault, values);
    return new String(new JsonLogEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName(
      "[LG1] a line of the log is one JSON object, in which what the message names is a field")
  void fields() {
    String line = line("session started session_id={} epoch={} late={}", null, "s_1", 7L, true);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    JsonObject json = new JsonObject(line);
    assertThat(json.getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    json.remove("time");
    assertThat(json)
        .isEqualTo(new JsonObject()
            .put("level", "WARN")
            .put("logger", "Some")
            .put("message", "session started")
            .put("session_id", "s_1")
            .put("epoch", 7)
            .put("late", true));
  }

  @Test
  @DisplayName("[LG1] whatever is in a message, a line stays one line, and the first fields stay")
  void hostile() {
    String line = line(
        "{} came\n from level={} cause={}",
        new IllegalStateException("a\nb"),
        "x$1\\",
        "low",
        "y\n\"");
    assertThat(line).containsOnlyOnce("\n");
    JsonObject json = new JsonObject(line);
    assertThat(json.getString("message")).isEqualTo("x$1\\ came\n from level=low");
    assertThat(json.getString("level")).isEqualTo("WARN");
    assertThat(json.getString("cause")).isEqualTo("y\n\"");
    assertThat(json.getString("error")).contains("IllegalStateException", "a\nb", "hostile");
  }
}
