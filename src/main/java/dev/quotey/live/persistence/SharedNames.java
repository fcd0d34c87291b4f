package dev.quotey.live.persistence;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps each member name of a document once. The lines of a quote have the same names, and text is read
 * with a copy for each, which was a quarter of what a session of twelve lines takes.
 */
final class SharedNames {
  private final Map<String, String> names = new HashMap<>();

  private SharedNames() {}

  /** An equal document. */
  static JsonValue in(JsonValue document) {
    return new SharedNames().share(document);
  }

  private JsonValue share(JsonValue value) {
    return switch (value) {
      case JsonMap map -> members(map);
      case JsonList list -> elements(list);
      default -> value;
    };
  }

  private JsonMap members(JsonMap map) {
    Map<String, JsonValue> members = HashMap.newHashMap(map.size());
    map.forEach((name, value) -> members.put(names.computeIfAbsent(name, n -> n), share(value)));
    return JsonMap.of(members);
  }

  private JsonList elements(JsonList list) {
    List<JsonValue> elements = new ArrayList<>(list.size());
    list.forEach(element -> elements.add(share(element)));
    return JsonList.of(elements);
  }
}
