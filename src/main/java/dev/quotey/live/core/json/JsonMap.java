package dev.quotey.live.core.json;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * An immutable map from member names to values, its members in the order of their names (by UTF-16
 * code unit, as RFC 8785 sorts them). Changing it gives a new map that shares the values.
 */
public final class JsonMap implements JsonValue {
  /** No member. */
  public static final JsonMap EMPTY = new JsonMap(new String[0], new JsonValue[0]);

  /** The member that names an element of a list. */
  public static final String ID = "id";

  private final String[] names;
  private final JsonValue[] values;

  /** The value of {@link #ID} where it is a string; lists look for it often. */
  private final JsonString id;

  private JsonMap(String[] names, JsonValue[] values) {
    this.names = names;
    this.values = values;
    int at = Arrays.binarySearch(names, ID);
    this.id = at >= 0 && values[at] instanceof JsonString text ? text : null;
  }

  private JsonMap(String[] names, JsonValue[] values, JsonString id) {
    this.names = names;
    this.values = values;
    this.id = id;
  }

  /** The members of {@code members}, whatever their order there. */
  public static JsonMap of(Map<String, ? extends JsonValue> members) {
    String[] names = members.keySet().toArray(new String[0]);
    Arrays.sort(names);
    JsonValue[] values = new JsonValue[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = members.get(names[i]);
    }
    return new JsonMap(names, values);
  }

  /** How many members it has. */
  public int size() {
    return names.length;
  }

  /** As {@link JsonText#length(JsonValue, StringBuilder)}. */
  int textLength(StringBuilder scalars) {
    // Braces, and each member with a colon and, but for one, a comma.
    int length = names.length == 0 ? 2 : 1 + 2 * names.length;
    for (int i = 0; i < names.length; i++) {
      JsonText.writeString(names[i], scalars);
      length += JsonText.length(values[i], scalars);
    }
    return length;
  }

  /** The member of that name, or empty where there is none. */
  public Optional<JsonValue> get(String name) {
    int at = Arrays.binarySearch(names, name);
    return at < 0 ? Optional.empty() : Optional.of(values[at]);
  }

  /** Whether it has a member of that name, {@code null} included. */
  public boolean has(String name) {
    return Arrays.binarySearch(names, name) >= 0;
  }

  /** The string member {@code name}, or empty when it is absent or of another kind. */
  public Optional<String> string(String name) {
    int at = Arrays.binarySearch(names, name);
    return at >= 0 && values[at] instanceof JsonString text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  /** The number member {@code name}, or empty when it is absent or of another kind. */
  public Optional<JsonNumber> number(String name) {
    int at = Arrays.binarySearch(names, name);
    return at >= 0 && values[at] instanceof JsonNumber number
        ? Optional.of(number)
        : Optional.empty();
  }

  /** The id by which a list names this element, if it has one. */
  public Optional<String> id() {
    return id == null ? Optional.empty() : Optional.of(id.value());
  }

  /** The hash of {@link #id}, or 0. */
  int idHash() {
    return id == null ? 0 : id.value().hashCode();
  }

  /** Whether a list names this element {@code name}. */
  public boolean hasId(String name) {
    return id != null && id.value().equals(name);
  }

  /** The map with this member, in the place of one of that name. */
  public JsonMap with(String name, JsonValue value) {
    int at = Arrays.binarySearch(names, name);
    if (at >= 0) {
      JsonValue[] copy = values.clone();
      copy[at] = value;
      return name.equals(ID) ? new JsonMap(names, copy) : new JsonMap(names, copy, id);
    }
    int place = -at - 1;
    String[] newNames = new String[names.length + 1];
    JsonValue[] newValues = new JsonValue[names.length + 1];
    System.arraycopy(names, 0, newNames, 0, place);
    System.arraycopy(values, 0, newValues, 0, place);
    newNames[place] = name;
    newValues[place] = value;
    System.arraycopy(names, place, newNames, place + 1, names.length - place);
    System.arraycopy(values, place, newValues, place + 1, names.length - place);
    return new JsonMap(newNames, newValues);
  }

  /** The map without the member; itself where it has none of that name. */
  public JsonMap without(String name) {
    int at = Arrays.binarySearch(names, name);
    if (at < 0) {
      return this;
    }
    String[] newNames = new String[names.length - 1];
    JsonValue[] newValues = new JsonValue[names.length - 1];
    System.arraycopy(names, 0, newNames, 0, at);
    System.arraycopy(values, 0, newValues, 0, at);
    System.arraycopy(names, at + 1, newNames, at, newNames.length - at);
    System.arraycopy(values, at + 1, newValues, at, newNames.length - at);
    return new JsonMap(newNames, newValues);
  }

  /** Visits the members in the order of their names. */
  public void forEach(BiConsumer<String, JsonValue> visitor) {
    for (int i = 0; i < names.length; i++) {
      visitor.accept(names[i], values[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonMap map
        && Arrays.equals(names, map.names)
        && Arrays.equals(values, map.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
