package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNull;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The core's JSON as Vert.x's, and back, value by value: without the text in between. */
public final class VertxJson {
  private VertxJson() {}

  /**
   * A value of Vert.x's, under the same rules as {@link JsonText#parse} of its text; throws {@link
   * JsonException}.
   */
  public static JsonValue read(Object value) {
    return read(value, 0);
  }

  private static JsonValue read(Object value, int depth) {
    if (depth > JsonText.DEPTH_MAX) {
      throw new JsonException(JsonException.Code.TOO_DEEP, "nested too deep");
    }
    return switch (value) {
      case null -> JsonNull.NULL;
      case String text -> new JsonString(text);
      case Boolean bool -> bool ? JsonBoolean.TRUE : JsonBoolean.FALSE;
      case Integer number -> JsonNumber.of(number);
      case Long number -> JsonNumber.of(number);
      case Number number -> JsonNumber.parse(number.toString());
      case JsonObject object -> map(object.getMap(), depth);
      case Map<?, ?> map -> map(map, depth);
      case JsonArray array -> list(array.getList(), depth);
      case List<?> list -> list(list, depth);
      default ->
        throw new JsonException(JsonException.Code.MALFORMED_JSON, "a value that is not JSON's");
    };
  }

  private static JsonMap map(Map<?, ?> map, int depth) {
    Map<String, JsonValue> members = HashMap.newHashMap(map.size());
    map.forEach((key, value) -> {
      String name = String.valueOf(key);
      JsonString.checkScalarValues(name);
      members.put(name, read(value, depth + 1));
    });
    return JsonMap.of(members);
  }

  private static JsonList list(List<?> list, int depth) {
    List<JsonValue> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      elements.add(read(element, depth + 1));
    }
    return JsonList.of(elements);
  }

  public static JsonObject write(JsonMap map) {
    Map<String, Object> members = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((name, value) -> members.put(name, write(value)));
    return new JsonObject(members);
  }

  public static JsonArray write(JsonList list) {
    List<Object> elements = new ArrayList<>(list.size());
    for (JsonValue element : list) {
      elements.add(write(element));
    }
    return new JsonArray(elements);
  }

  /** What a member or element of Vert.x's JSON is; exact. */
  public static Object write(JsonValue value) {
    return switch (value) {
      case JsonNull ignored -> null;
      case JsonBoolean bool -> bool == JsonBoolean.TRUE;
      case JsonNumber number -> write(number.value());
      case JsonString string -> string.value();
      case JsonList list -> write(list);
      case JsonMap map -> write(map);
    };
  }

  /** A whole number as those who read it from text have it. */
  private static Number write(BigDecimal number) {
    boolean isLong = number.scale() == 0 && number.unscaledValue().bitLength() < Long.SIZE;
    if (!isLong) {
      return number.scale() == 0 ? number.unscaledValue() : number;
    }
    long value = number.longValue();
    // Not in one expression: the int would become a long.
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }
}
