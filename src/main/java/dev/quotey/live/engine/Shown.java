package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values as a page shows them: numbers as strings, since a script's own numbers are not exact. */
final class Shown {
  private Shown() {}

  static JsonValue of(JsonValue value) {
    return switch (value) {
      case JsonNumber number -> new JsonString(number.text());
      case JsonList list -> {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonValue element : list) {
          elements.add(of(element));
        }
        yield JsonList.of(elements);
      }
      case JsonMap map -> {
        Map<String, JsonValue> members = new HashMap<>();
        map.forEach((name, member) -> members.put(name, of(member)));
        yield JsonMap.of(members);
      }
      default -> value;
    };
  }
}
