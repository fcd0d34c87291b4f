package dev.quotey.live.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log as one JSON object: {@code time}, {@code level}, {@code logger}, {@code message}, and
 * what the message names. Of {@code "session started session_id={} epoch={}"} the message is "session
 * started", and {@code session_id} and {@code epoch} are fields; numbers and truth values stay what they are.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
  private static final Pattern HOLE = Pattern.compile("(?:\\s?\\b(\\w+)=)?\\{}");
  private static final Object[] NONE = {};

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String logger = event.getLoggerName();
    JsonObject line = new JsonObject()
        .put("time", event.getInstant().toString())
        .put("level", event.getLevel().toString())
        .put("logger", logger.substring(logger.lastIndexOf('.') + 1))
        .put("message", "");
    fill(line, event);
    if (event.getThrowableProxy() != null) {
      line.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void fill(JsonObject line, ILoggingEvent event) {
    Object[] values = event.getArgumentArray() == null ? NONE : event.getArgumentArray();
    Matcher hole = HOLE.matcher(String.valueOf(event.getMessage()));
    StringBuilder words = new StringBuilder();
    int next = 0;
    while (hole.find()) {
      Object value = next < values.length ? values[next] : null;
      next++;
      boolean named = hole.group(1) != null && !line.containsKey(hole.group(1));
      hole.appendReplacement(
          words, named ? "" : Matcher.quoteReplacement(hole.group().replace("{}", "" + value)));
      if (named) {
        line.put(hole.group(1), plain(value));
      }
    }
    line.put("message", hole.appendTail(words).toString());
  }

  private static Object plain(Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }
}
