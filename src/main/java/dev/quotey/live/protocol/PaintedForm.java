package dev.quotey.live.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a browser tells of others' commits that it has painted. */
public final class PaintedForm {
  /** Commits of one bundle. */
  private static final int COMMITS_MAX = 100;

  private PaintedForm() {}

  /**
   * @param made when the commit's author made it, as the commit says; where it does not, when the session
   *     gave it its place
   * @param ago for how long it had been on the screen when the bundle came, by its sender
   */
  public record Painted(Instant made, Duration ago) {
    /** Until it was painted. */
    public Duration latency(Instant received) {
      return Duration.between(made, received).minus(ago);
    }
  }

  /** Throws {@link IllegalArgumentException} for what is no bundle. */
  public static List<Painted> read(JsonObject body) {
    try {
      JsonArray bundle = body.getJsonArray("painted");
      if (bundle == null || bundle.size() > COMMITS_MAX) {
        throw new IllegalArgumentException("painted is a list of at most " + COMMITS_MAX);
      }
      List<Painted> painted = new ArrayList<>();
      for (int i = 0; i < bundle.size(); i++) {
        JsonObject one = bundle.getJsonObject(i);
        long ago = one.getLong("ago_ms");
        if (ago < 0) {
          throw new IllegalArgumentException("ago_ms is negative");
        }
        painted.add(new Painted(Instant.parse(one.getString("timestamp")), Duration.ofMillis(ago)));
      }
      return painted;
    } catch (ClassCastException
        | NullPointerException
        | DateTimeException
        | ArithmeticException e) {
      throw new IllegalArgumentException("painted has a timestamp and ago_ms of each commit", e);
    }
  }
}
