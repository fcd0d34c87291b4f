package dev.quotey.live.core.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON text (RFC 8259) to values and back. Reading is strict: no duplicate members, no lone
 * surrogates, no NaN, at most {@link #DEPTH_MAX} levels. Writing gives the canonical text: members
 * sorted, no white space, numbers in plain digits, and only the escapes JSON demands.
 */
public final class JsonText {
  /** Nesting levels of lists and maps. */
  public static final int DEPTH_MAX = 32;

  /** What an edit's text, or a line's, mostly fits into, so that what it is written into need not grow. */
  static final int USUAL_LENGTH = 256;

  /** Characters of one number's text. */
  private static final int NUMBER_LENGTH_MAX = 100;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** Reads exactly one value. Throws {@link JsonException}. */
  public static JsonValue parse(String text) {
    JsonText reader = new JsonText(text);
    JsonValue value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.malformed("text after the value");
    }
    return value;
  }

  /** The canonical text of {@code value}. */
  public static String write(JsonValue value) {
    StringBuilder out = new StringBuilder(USUAL_LENGTH);
    write(value, out);
    return out.toString();
  }

  /** Appends the canonical text of {@code value}. */
  public static void write(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonNull ignored -> out.append("null");
      case JsonBoolean bool -> out.append(bool == JsonBoolean.TRUE ? "true" : "false");
      case JsonNumber number -> out.append(number.text());
      case JsonString string -> writeString(string.value(), out);
      case JsonList list -> writeList(list, out);
      case JsonMap map -> writeMap(map, out);
    }
  }

  private static void writeList(JsonList list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(list.get(i), out);
    }
    out.append(']');
  }

  private static void writeMap(JsonMap map, StringBuilder out) {
    out.append('{');
    int start = out.length();
    map.forEach((name, value) -> {
      if (out.length() > start) {
        out.append(',');
      }
      writeString(name, out);
      out.append(':');
      write(value, out);
    });
    out.append('}');
  }

  /** Writes {@code text} as a JSON string with its quotes. */
  public static void writeString(String text, StringBuilder out) {
    out.append('"');
    // What needs no escape, mostly all of it, is copied in one piece.
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text.substring(copied, i));
        copied = i + 1;
        writeEscape(c, out);
      }
    }
    out.append(text.substring(copied)).append('"');
  }

  private static void writeEscape(char c, StringBuilder out) {
    out.append('\\');
    int named = "\b\t\n\f\r".indexOf(c);
    if (named >= 0) {
      out.append("btnfr".charAt(named));
    } else if (c < 0x20) {
      out.append("u00").append(hex(c >> 4)).append(hex(c & 15));
    } else {
      out.append(c);
    }
  }

  /** How many characters the canonical text of {@code value} has; costs little after an edit. */
  public static int length(JsonValue value) {
    StringBuilder scalars = new StringBuilder(USUAL_LENGTH);
    return length(value, scalars) + scalars.length();
  }

  /** The same but for what is appended to {@code scalars}, which are written for nothing but their length. */
  static int length(JsonValue value, StringBuilder scalars) {
    return switch (value) {
      case JsonList list -> list.textLength();
      case JsonMap map -> map.textLength(scalars);
      default -> {
        write(value, scalars);
        yield 0;
      }
    };
  }

  private static char hex(int digit) {
    return "0123456789abcdef".charAt(digit);
  }

  private JsonValue value(int depth) {
    if (depth > DEPTH_MAX) {
      throw new JsonException(JsonException.Code.TOO_DEEP, "nested too deep");
    }
    skipSpace();
    if (at >= text.length()) {
      throw malformed("the text ends early");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> map(depth);
      case '[' -> list(depth);
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      default -> number();
    };
  }

  private JsonValue literal(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw malformed("an unknown word");
    }
    at += word.length();
    return value;
  }

  private JsonMap map(int depth) {
    Map<String, JsonValue> members = new HashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return JsonMap.EMPTY;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw malformed("a member name is expected");
      }
      String name = string();
      JsonString.checkScalarValues(name);
      skipSpace();
      expect(':');
      if (members.put(name, value(depth + 1)) != null) {
        throw new JsonException(JsonException.Code.DUPLICATE_MEMBER, "a member stands twice");
      }
      skipSpace();
      if (peek() == ',') {
        at++;
      } else {
        expect('}');
        return JsonMap.of(members);
      }
    }
  }

  private JsonList list(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return JsonList.EMPTY;
    }
    while (true) {
      elements.add(value(depth + 1));
      skipSpace();
      if (peek() == ',') {
        at++;
      } else {
        expect(']');
        return JsonList.of(elements);
      }
    }
  }

  private JsonNumber number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int integer = at;
    digits();
    if (text.charAt(integer) == '0' && at > integer + 1) {
      throw malformed("a number begins with 0");
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > NUMBER_LENGTH_MAX) {
      throw new JsonException(JsonException.Code.NUMBER_OUT_OF_RANGE, "the number is too long");
    }
    return JsonNumber.parse(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed("a digit is expected");
    }
  }

  private String string() {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return escapedString(start);
      }
      if (c < 0x20) {
        throw malformed("a control character in a string");
      }
      at++;
    }
    throw malformed("a string does not end");
  }

  private String escapedString(int start) {
    StringBuilder out = new StringBuilder().append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < 0x20) {
        throw malformed("a control character in a string");
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw malformed("a string does not end");
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> hexEscape();
      default -> throw malformed("an unknown escape");
    };
  }

  private char hexEscape() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) > 'f') {
        throw malformed("an unknown escape");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw malformed("'" + c + "' is expected");
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private JsonException malformed(String what) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = at - lineStart + 1;
    return new JsonException(
        JsonException.Code.MALFORMED_JSON, what + " at line " + line + ", column " + column);
  }
}
