package dev.quotey.live.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Pointer (RFC 6901) whose steps may name an element of a list by its id.
 *
 * <p>Text form: {@code /lines/#ln_7/quantity}. {@code #id} is the element with that id, digits are
 * a position in a list (or a member of a map of that name), anything else is a member. Escapes: {@code ~0}
 * for {@code ~}, {@code ~1} for {@code /}, {@code ~2} for a {@code #} at the start of a member name.
 */
public final class Path {
  /** The whole document: no step, and an empty text. */
  public static final Path ROOT = new Path(new Step[0]);

  /** Characters of a path's text. */
  public static final int LENGTH_MAX = 1_000;

  /** One step down from a value. */
  public sealed interface Step permits Member, Index, Id {}

  /** Into a map, by member name. */
  public record Member(String name) implements Step {}

  /** Into a list, by position from 0. Against a map it is the member of that name. */
  public record Index(int position) implements Step {}

  /** Into a list, by the element's id. */
  public record Id(String id) implements Step {}

  private final Step[] steps;

  private Path(Step[] steps) {
    this.steps = steps;
  }

  /** The path of these steps, from the document down. */
  public static Path of(Step... steps) {
    return new Path(steps.clone());
  }

  /** Throws {@link JsonException} with {@code MALFORMED_PATH} or {@code TOO_LONG}. */
  public static Path parse(String text) {
    if (text.isEmpty()) {
      return ROOT;
    }
    if (text.length() > LENGTH_MAX) {
      throw new JsonException(JsonException.Code.TOO_LONG, "the path is too long");
    }
    if (text.charAt(0) != '/') {
      throw malformed("a path begins with /");
    }
    JsonString.checkScalarValues(text);
    List<Step> steps = new ArrayList<>();
    int start = 1;
    while (start <= text.length()) {
      int end = text.indexOf('/', start);
      if (end < 0) {
        end = text.length();
      }
      steps.add(step(text.substring(start, end)));
      start = end + 1;
    }
    if (steps.size() > JsonText.DEPTH_MAX) {
      throw new JsonException(JsonException.Code.TOO_DEEP, "the path is too deep");
    }
    return new Path(steps.toArray(new Step[0]));
  }

  /** How many steps it has; 0 for the whole document. */
  public int length() {
    return steps.length;
  }

  /** The step at {@code depth}, from 0. Throws {@link IndexOutOfBoundsException} past the last. */
  public Step step(int depth) {
    return steps[depth];
  }

  /** The last step. Throws {@link IndexOutOfBoundsException} where there is none. */
  public Step last() {
    return steps[steps.length - 1];
  }

  /** All steps but the last. */
  public Path parent() {
    return new Path(Arrays.copyOf(steps, steps.length - 1));
  }

  /** One step further down. */
  public Path child(Step step) {
    Step[] copy = Arrays.copyOf(steps, steps.length + 1);
    copy[steps.length] = step;
    return new Path(copy);
  }

  /** Down to a member of that name; where the name is a number, also to an element at that position. */
  public Path member(String name) {
    return child(memberStep(name));
  }

  /** Down to the element with that id. */
  public Path id(String id) {
    return child(new Id(id));
  }

  /** The same path with another step at {@code depth}. */
  public Path withStep(int depth, Step step) {
    Step[] copy = steps.clone();
    copy[depth] = step;
    return new Path(copy);
  }

  /** Whether this path is {@code other} or an ancestor of it. */
  public boolean isPrefixOf(Path other) {
    if (steps.length > other.steps.length) {
      return false;
    }
    // The deepest steps differ most often, so they are compared first.
    for (int i = steps.length - 1; i >= 0; i--) {
      if (!steps[i].equals(other.steps[i])) {
        return false;
      }
    }
    return true;
  }

  /** The value that this path leads to in {@code document}, or empty when it leads to nothing. */
  public Optional<JsonValue> find(JsonValue document) {
    JsonValue value = document;
    for (Step step : steps) {
      Optional<JsonValue> child = child(value, step);
      if (child.isEmpty()) {
        return child;
      }
      value = child.get();
    }
    return Optional.of(value);
  }

  private static Optional<JsonValue> child(JsonValue value, Step step) {
    return switch (step) {
      case Member member ->
        value instanceof JsonMap map ? map.get(member.name()) : Optional.empty();
      case Index index -> {
        if (value instanceof JsonMap map) {
          yield map.get(Integer.toString(index.position()));
        }
        yield value instanceof JsonList list && index.position() < list.size()
            ? Optional.of(list.get(index.position()))
            : Optional.empty();
      }
      case Id id -> {
        int position = value instanceof JsonList list ? list.indexOfId(id.id()) : -1;
        yield position < 0 ? Optional.empty() : Optional.of(((JsonList) value).get(position));
      }
    };
  }

  private static Step step(String token) {
    if (token.startsWith("#")) {
      String id = unescape(token.substring(1));
      if (id.isEmpty()) {
        throw malformed("an id is empty");
      }
      return new Id(id);
    }
    return memberStep(unescape(token));
  }

  private static Step memberStep(String name) {
    int position = position(name);
    return position >= 0 ? new Index(position) : new Member(name);
  }

  /** The number that {@code name} writes in its only form, or -1: "07" is a member, not 7. */
  private static int position(String name) {
    if (name.isEmpty() || name.length() > 9 || (name.length() > 1 && name.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static String unescape(String token) {
    if (token.indexOf('~') < 0) {
      return token;
    }
    StringBuilder out = new StringBuilder(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '~') {
        i++;
        char code = i < token.length() ? token.charAt(i) : 0;
        c = switch (code) {
          case '0' -> '~';
          case '1' -> '/';
          case '2' -> '#';
          default -> throw malformed("an unknown escape after ~");
        };
      }
      out.append(c);
    }
    return out.toString();
  }

  private static void escape(String name, StringBuilder out) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '~' -> out.append("~0");
        case '/' -> out.append("~1");
        default -> {
          if (c == '#' && i == 0) {
            out.append("~2");
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static JsonException malformed(String why) {
    return new JsonException(JsonException.Code.MALFORMED_PATH, why);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Path path && steps.length == path.steps.length && isPrefixOf(path));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(steps);
  }

  /** The text form, which {@link #parse} reads back. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Step step : steps) {
      out.append('/');
      switch (step) {
        case Member member -> escape(member.name(), out);
        case Index index -> out.append(index.position());
        case Id id -> {
          out.append('#');
          escape(id.id(), out);
        }
      }
    }
    return out.toString();
  }
}
