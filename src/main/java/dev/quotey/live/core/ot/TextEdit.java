package dev.quotey.live.core.ot;

import java.util.ArrayList;
import java.util.List;

/**
 * An edit of a string: components that walk it from its start, in normal form. Lengths are Unicode
 * code points.
 *
 * <p>Normal form: no component is empty, neighbours are of different kinds, an insert stands before
 * a delete at the same place, and nothing is retained at the end. Two edits of normal form that do
 * the same to every string they fit are equal, but for deletes that an insert splits.
 */
public final class TextEdit {
  /** Leaves every text as it is. */
  public static final TextEdit IDENTITY = new TextEdit(List.of());

  private final List<Component> components;

  /** One stretch of the walk. */
  public sealed interface Component permits Retain, Insert, Delete {}

  /** Keeps {@code length} code points. */
  public record Retain(int length) implements Component {}

  /** Puts {@code text} in. */
  public record Insert(String text) implements Component {}

  /** Takes {@code length} code points out. */
  public record Delete(int length) implements Component {}

  /** @param components in normal form, and never changed again */
  private TextEdit(List<Component> components) {
    this.components = components;
  }

  /** The edit of these components, from the beginning of the text. */
  public static TextEdit of(Component... components) {
    return of(List.of(components));
  }

  /** The given components in normal form. Throws {@link OtException} if one is empty. */
  public static TextEdit of(List<Component> components) {
    Builder builder = new Builder();
    long total = 0;
    for (Component component : components) {
      total += switch (component) {
        case Retain retain -> checked(retain.length());
        case Insert insert -> checked(insert.text().length());
        case Delete delete -> checked(delete.length());
      };
      builder.append(component);
    }
    if (total > Integer.MAX_VALUE) {
      throw outOfRange();
    }
    return builder.edit();
  }

  private static int checked(int length) {
    if (length <= 0) {
      throw new OtException(
          OtException.Code.MALFORMED_OPERATION, "a component of a text edit is empty");
    }
    return length;
  }

  /** Replaces {@code deleted} code points at {@code offset} by {@code inserted}. */
  public static TextEdit splice(int offset, int deleted, String inserted) {
    Builder builder = new Builder();
    if (offset > 0) {
      builder.append(new Retain(offset));
    }
    if (!inserted.isEmpty()) {
      builder.append(new Insert(inserted));
    }
    if (deleted > 0) {
      builder.append(new Delete(deleted));
    }
    return builder.edit();
  }

  /** In normal form. */
  public List<Component> components() {
    return components;
  }

  /** Whether it leaves every text as it is. */
  public boolean isIdentity() {
    return components.isEmpty();
  }

  /** Throws {@link OtException} with {@code TEXT_OUT_OF_RANGE} if the text is too short. */
  public String apply(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    int at = 0;
    for (Component component : components) {
      switch (component) {
        case Retain retain -> {
          int end = advance(text, at, retain.length());
          out.append(text, at, end);
          at = end;
        }
        case Insert insert -> out.append(insert.text());
        case Delete delete -> at = advance(text, at, delete.length());
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  /** The edit that takes {@code apply(text)} back to {@code text}. */
  public TextEdit invert(String text) {
    Builder out = new Builder();
    int at = 0;
    for (Component component : components) {
      switch (component) {
        case Retain retain -> {
          at = advance(text, at, retain.length());
          out.append(retain);
        }
        case Insert insert -> out.append(new Delete(codePoints(insert.text())));
        case Delete delete -> {
          int end = advance(text, at, delete.length());
          out.append(new Insert(text.substring(at, end)));
          at = end;
        }
      }
    }
    return out.edit();
  }

  /** This edit past the concurrent {@code other}; at one place the text of LEFT comes first. */
  public TextEdit transform(TextEdit other, Side side) {
    Builder out = new Builder();
    Walk mine = new Walk(this);
    Walk theirs = new Walk(other);
    while (mine.hasNext()) {
      if (mine.atInsert() && (side == Side.LEFT || !theirs.atInsert())) {
        out.append(mine.takeInsert());
      } else if (theirs.atInsert()) {
        out.append(new Retain(codePoints(theirs.takeInsert().text())));
      } else {
        int length = Math.min(mine.length(), theirs.length());
        boolean deletedByThem = theirs.atDelete();
        Component taken = mine.take(length);
        theirs.take(length);
        if (!deletedByThem) {
          out.append(taken);
        }
      }
    }
    return out.edit();
  }

  /**
   * Where an offset stands after this edit.
   *
   * @param own whether text inserted at the offset comes before it
   */
  public int transform(int offset, boolean own) {
    int moved = offset;
    int at = 0;
    for (Component component : components) {
      if (at > moved) {
        break;
      }
      switch (component) {
        case Retain retain -> at += retain.length();
        case Insert insert -> {
          int length = codePoints(insert.text());
          if (at < moved || own) {
            moved += length;
          }
          at += length;
        }
        case Delete delete -> moved -= Math.max(0, Math.min(delete.length(), moved - at));
      }
    }
    return moved;
  }

  /** The splice between the equal start and the equal end of two texts. */
  public static TextEdit between(String before, String after) {
    int shorter = Math.min(before.length(), after.length());
    int start = 0;
    while (start < shorter && before.charAt(start) == after.charAt(start)) {
      start++;
    }
    if (start > 0 && Character.isHighSurrogate(before.charAt(start - 1))) {
      start--;
    }
    int end = before.length();
    int longer = after.length() - end;
    while (end > start
        && end + longer > start
        && before.charAt(end - 1) == after.charAt(end + longer - 1)) {
      end--;
    }
    if (end < before.length() && Character.isLowSurrogate(before.charAt(end))) {
      end++;
    }
    int deleted = before.codePointCount(start, end);
    return splice(before.codePointCount(0, start), deleted, after.substring(start, end + longer));
  }

  /** The edit that does this one, then {@code next}. */
  public TextEdit compose(TextEdit next) {
    Builder out = new Builder();
    Walk first = new Walk(this);
    Walk second = new Walk(next);
    while (first.hasNext() || second.hasNext()) {
      if (first.atDelete()) {
        out.append(first.take(first.length()));
      } else if (second.atInsert()) {
        out.append(second.takeInsert());
      } else if (first.atInsert()) {
        int length = Math.min(codePoints(first.insertText()), second.length());
        Insert kept = first.takeInsertPart(length);
        if (!second.atDelete()) {
          out.append(kept);
        }
        second.take(length);
      } else {
        int length = Math.min(first.length(), second.length());
        first.take(length);
        out.append(second.take(length));
      }
    }
    return out.edit();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextEdit edit && components.equals(edit.components);
  }

  @Override
  public int hashCode() {
    return components.hashCode();
  }

  @Override
  public String toString() {
    return components.toString();
  }

  /** The offset in UTF-16 units, {@code codePoints} after {@code from}. */
  private static int advance(String text, int from, int codePoints) {
    int at = from;
    for (int i = 0; i < codePoints; i++) {
      if (at >= text.length()) {
        throw outOfRange();
      }
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static OtException outOfRange() {
    return new OtException(
        OtException.Code.TEXT_OUT_OF_RANGE, "the edit reaches past the end of the text");
  }

  /** Joins components into normal form. */
  private static final class Builder {
    private final List<Component> components = new ArrayList<>(4);

    void append(Component next) {
      int last = components.size() - 1;
      if (last < 0) {
        components.add(next);
        return;
      }
      Component previous = components.get(last);
      if (previous instanceof Retain a && next instanceof Retain b) {
        components.set(last, new Retain(a.length() + b.length()));
      } else if (previous instanceof Delete a && next instanceof Delete b) {
        components.set(last, new Delete(a.length() + b.length()));
      } else if (previous instanceof Insert a && next instanceof Insert b) {
        components.set(last, new Insert(a.text() + b.text()));
      } else if (previous instanceof Delete delete && next instanceof Insert insert) {
        components.remove(last);
        append(insert);
        components.add(delete);
      } else {
        components.add(next);
      }
    }

    TextEdit edit() {
      int last = components.size() - 1;
      if (last >= 0 && components.get(last) instanceof Retain) {
        components.remove(last);
      }
      return components.isEmpty() ? IDENTITY : new TextEdit(List.copyOf(components));
    }
  }

  /** Takes an edit apart piece by piece; past its end everything is retained. */
  private static final class Walk {
    private final List<Component> components;
    private int next;
    private int used;

    Walk(TextEdit edit) {
      this.components = edit.components();
    }

    boolean hasNext() {
      return next < components.size();
    }

    boolean atInsert() {
      return hasNext() && components.get(next) instanceof Insert;
    }

    boolean atDelete() {
      return hasNext() && components.get(next) instanceof Delete;
    }

    /** Code points left in the current retain or delete; without end past the last component. */
    int length() {
      if (!hasNext()) {
        return Integer.MAX_VALUE;
      }
      return switch (components.get(next)) {
        case Retain retain -> retain.length() - used;
        case Delete delete -> delete.length() - used;
        case Insert insert -> throw new IllegalStateException("at an insert: " + insert);
      };
    }

    String insertText() {
      String text = ((Insert) components.get(next)).text();
      return text.substring(text.offsetByCodePoints(0, used));
    }

    Insert takeInsert() {
      Insert rest = used == 0 ? (Insert) components.get(next) : new Insert(insertText());
      step();
      return rest;
    }

    Insert takeInsertPart(int length) {
      String rest = insertText();
      int end = rest.offsetByCodePoints(0, length);
      if (end == rest.length()) {
        step();
      } else {
        used += length;
      }
      return new Insert(rest.substring(0, end));
    }

    Component take(int length) {
      if (!hasNext()) {
        return new Retain(length);
      }
      Component current = components.get(next);
      boolean delete = current instanceof Delete;
      if (length == length()) {
        boolean whole = used == 0;
        step();
        if (whole) {
          return current;
        }
      } else {
        used += length;
      }
      return delete ? new Delete(length) : new Retain(length);
    }

    private void step() {
      next++;
      used = 0;
    }
  }
}
