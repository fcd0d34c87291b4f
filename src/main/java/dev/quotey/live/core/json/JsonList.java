package dev.quotey.live.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * An immutable list. Changing it gives a new list that shares the elements.
 *
 * <p>An element that is a map with a string member {@code id} has that id as its name; {@link
 * #indexOfId} finds it. Index arguments are positions from 0; each method throws {@link
 * IndexOutOfBoundsException} outside the list.
 */
public final class JsonList implements JsonValue, Iterable<JsonValue> {
  public static final JsonList EMPTY = new JsonList(new JsonValue[0]);

  private final JsonValue[] elements;

  private JsonList(JsonValue[] elements) {
    this.elements = elements;
  }

  public static JsonList of(JsonValue... elements) {
    return new JsonList(elements.clone());
  }

  public static JsonList of(Collection<? extends JsonValue> elements) {
    return new JsonList(elements.toArray(new JsonValue[0]));
  }

  public int size() {
    return elements.length;
  }

  public JsonValue get(int index) {
    return elements[index];
  }

  /** The position of the element named {@code id}, or -1. */
  public int indexOfId(String id) {
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] instanceof JsonMap map && map.hasId(id)) {
        return i;
      }
    }
    return -1;
  }

  public JsonList with(int index, JsonValue value) {
    JsonValue[] copy = elements.clone();
    copy[index] = value;
    return new JsonList(copy);
  }

  /** The new element stands at {@code index}, which may be the size. */
  public JsonList inserted(int index, JsonValue value) {
    checkPosition(index, elements.length + 1);
    JsonValue[] copy = new JsonValue[elements.length + 1];
    System.arraycopy(elements, 0, copy, 0, index);
    copy[index] = value;
    System.arraycopy(elements, index, copy, index + 1, elements.length - index);
    return new JsonList(copy);
  }

  public JsonList deleted(int index) {
    checkPosition(index, elements.length);
    JsonValue[] copy = new JsonValue[elements.length - 1];
    System.arraycopy(elements, 0, copy, 0, index);
    System.arraycopy(elements, index + 1, copy, index, copy.length - index);
    return new JsonList(copy);
  }

  /** The element at {@code from} stands at {@code to} afterwards. */
  public JsonList moved(int from, int to) {
    checkPosition(from, elements.length);
    checkPosition(to, elements.length);
    JsonValue[] copy = elements.clone();
    if (from < to) {
      System.arraycopy(elements, from + 1, copy, from, to - from);
    } else {
      System.arraycopy(elements, to, copy, to + 1, from - to);
    }
    copy[to] = elements[from];
    return new JsonList(copy);
  }

  public List<JsonValue> toList() {
    return new ArrayList<>(Arrays.asList(elements));
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < elements.length;
      }

      @Override
      public JsonValue next() {
        if (next >= elements.length) {
          throw new NoSuchElementException();
        }
        return elements[next++];
      }
    };
  }

  private static void checkPosition(int index, int end) {
    if (index < 0 || index >= end) {
      throw new IndexOutOfBoundsException("position " + index + " of " + end);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonList list && Arrays.equals(elements, list.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
