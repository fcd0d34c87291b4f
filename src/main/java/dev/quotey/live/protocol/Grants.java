package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * What a token lets its user do: by pattern of quote ids, in which {@code *} stands for any letters. They
 * add up: of those that match the highest counts.
 */
public record Grants(Map<String, Level> levels) {
  public static final Grants NONE = new Grants(Map.of());

  public Grants {
    levels = Map.copyOf(levels);
  }

  /** Of {@code {"Q-*":"editor"}}; a level that is not known is none. */
  public static Grants read(JsonObject json) {
    Map<String, Level> levels = new HashMap<>();
    json.forEach(one ->
        levels.put(one.getKey(), Level.of(String.valueOf(one.getValue())).orElse(Level.NONE)));
    return new Grants(levels);
  }

  public JsonObject write() {
    JsonObject json = new JsonObject();
    levels.forEach((pattern, level) -> json.put(pattern, level.word()));
    return json;
  }

  public Level of(QuoteId quote) {
    return levels.entrySet().stream()
        .filter(one -> QuotePattern.matches(one.getKey(), quote))
        .map(Map.Entry::getValue)
        .max(Level::compareTo)
        .orElse(Level.NONE);
  }
}
