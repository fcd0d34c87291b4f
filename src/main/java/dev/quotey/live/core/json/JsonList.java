package dev.quotey.live.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * An immutable list. Changing it gives a new list that shares almost everything: the elements stand
 * in chunks of at most {@link #CHUNK_MAX}, and a change copies one chunk and the list of chunks.
 *
 * <p>An element that is a map with a string member {@code id} has that id as its name; {@link
 * #indexOfId} finds it. Index arguments are positions from 0; each method throws {@link
 * IndexOutOfBoundsException} outside the list.
 */
public final class JsonList implements JsonValue, Iterable<JsonValue> {
  public static final JsonList EMPTY = new JsonList(new JsonValue[0][], new int[] {0}, null);

  private static final JsonValue[] NONE = {};

  /** Elements of a chunk. Small enough to copy, large enough that there are few chunks. */
  private static final int CHUNK_MAX = 32;

  /** From this size on, where an id stood before is remembered. */
  private static final int HINTED_SIZE_MIN = 16;

  private final JsonValue[][] chunks;

  /** The position of each chunk's first element, and the size behind them. */
  private final int[] starts;

  /**
   * Where ids were found last, by hash; shared by all lists that come from one another. A hint may
   * be wrong and is checked, so threads may race on it.
   */
  private final int[] hints;

  /**
   * Characters of the canonical text, 0 while nobody has asked. Then lists made of this one know
   * theirs from what was changed, so that asking again after an edit costs by the edit. A race
   * measures twice.
   */
  private int textLength;

  private JsonList(JsonValue[][] chunks, int[] starts, int[] hints) {
    this.chunks = chunks;
    this.starts = starts;
    this.hints = hints;
  }

  public static JsonList of(JsonValue... elements) {
    return ofArray(elements);
  }

  public static JsonList of(Collection<? extends JsonValue> elements) {
    return ofArray(elements.toArray(new JsonValue[0]));
  }

  private static JsonList ofArray(JsonValue[] elements) {
    if (elements.length == 0) {
      return EMPTY;
    }
    // Three quarters full, so that the first inserts do not split at once.
    int perChunk = elements.length <= CHUNK_MAX ? CHUNK_MAX : CHUNK_MAX * 3 / 4;
    int count = (elements.length + perChunk - 1) / perChunk;
    JsonValue[][] chunks = new JsonValue[count][];
    for (int i = 0; i < count; i++) {
      int from = i * perChunk;
      chunks[i] = Arrays.copyOfRange(elements, from, Math.min(elements.length, from + perChunk));
    }
    return withChunks(chunks, null);
  }

  private static JsonList withChunks(JsonValue[][] chunks, int[] hints) {
    int[] starts = new int[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      starts[i + 1] = starts[i] + chunks[i].length;
    }
    int size = starts[chunks.length];
    boolean enough = size < HINTED_SIZE_MIN || (hints != null && hints.length >= size);
    return new JsonList(chunks, starts, enough ? hints : new int[hintsFor(size)]);
  }

  /** A power of two with room to grow. */
  private static int hintsFor(int size) {
    return Integer.highestOneBit(size) * 4;
  }

  public int size() {
    return starts[chunks.length];
  }

  /** As {@link JsonText#length}. */
  int textLength() {
    if (textLength == 0) {
      // Brackets, and a comma between each two elements.
      int length = size() == 0 ? 2 : 1 + size();
      for (JsonValue element : this) {
        length += JsonText.length(element);
      }
      textLength = length;
    }
    return textLength;
  }

  /** {@code changed}, not empty, in which {@code in} stands for {@code out}; null is nothing. */
  private JsonList measured(JsonList changed, JsonValue out, JsonValue in) {
    if (textLength > 0) {
      changed.textLength = textLength + withComma(in) - withComma(out);
    }
    return changed;
  }

  private static int withComma(JsonValue element) {
    return element == null ? 0 : JsonText.length(element) + 1;
  }

  public JsonValue get(int index) {
    checkPosition(index, size());
    int chunk = chunkOf(index);
    return chunks[chunk][index - starts[chunk]];
  }

  /** The chunk that holds {@code index}; the last one for the position behind the list. */
  private int chunkOf(int index) {
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The position of the element named {@code id}, or -1. */
  public int indexOfId(String id) {
    if (hints == null) {
      return search(id, 0);
    }
    int slot = (id.hashCode() * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(hints.length) + 1);
    int hint = hints[slot];
    if (isNamedAt(hint, id)) {
      return hint;
    }
    // Two ids of one hash share two slots; the one asked for last stands in the first.
    int other = hints[slot ^ 1];
    int found = isNamedAt(other, id) ? other : search(id, chunkOf(Math.min(hint, size() - 1)));
    if (found >= 0) {
      hints[slot ^ 1] = hint;
      hints[slot] = found;
    }
    return found;
  }

  private boolean isNamedAt(int position, String id) {
    return position < size() && isNamed(get(position), id);
  }

  /**
   * Looks in the chunk {@code from}, then in those around it, further and further: what was inserted
   * and deleted before an element since it was found last has moved it a little.
   */
  private int search(String id, int from) {
    for (int away = 0; away <= from || from + away < chunks.length; away++) {
      int found = searchChunk(id, from - away);
      if (found < 0) {
        found = searchChunk(id, from + away);
      }
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  private int searchChunk(String id, int at) {
    JsonValue[] chunk = at >= 0 && at < chunks.length ? chunks[at] : NONE;
    for (int i = 0; i < chunk.length; i++) {
      if (isNamed(chunk[i], id)) {
        return starts[at] + i;
      }
    }
    return -1;
  }

  private static boolean isNamed(JsonValue element, String id) {
    return element instanceof JsonMap map && map.hasId(id);
  }

  public JsonList with(int index, JsonValue value) {
    checkPosition(index, size());
    int at = chunkOf(index);
    JsonValue[] chunk = chunks[at].clone();
    chunk[index - starts[at]] = value;
    return measured(new JsonList(withChunk(at, chunk), starts, hints), get(index), value);
  }

  private JsonValue[][] withChunk(int at, JsonValue[] chunk) {
    JsonValue[][] copy = chunks.clone();
    copy[at] = chunk;
    return copy;
  }

  /** The new element stands at {@code index}, which may be the size. */
  public JsonList inserted(int index, JsonValue value) {
    checkPosition(index, size() + 1);
    if (chunks.length == 0) {
      return ofArray(new JsonValue[] {value});
    }
    int at = chunkOf(index);
    int within = index - starts[at];
    JsonValue[] chunk = insertedInto(chunks[at], within, value);
    if (chunk.length <= CHUNK_MAX) {
      return measured(withChunks(withChunk(at, chunk), hints), null, value);
    }
    int half = chunk.length / 2;
    JsonValue[][] copy = new JsonValue[chunks.length + 1][];
    System.arraycopy(chunks, 0, copy, 0, at);
    copy[at] = Arrays.copyOfRange(chunk, 0, half);
    copy[at + 1] = Arrays.copyOfRange(chunk, half, chunk.length);
    System.arraycopy(chunks, at + 1, copy, at + 2, chunks.length - at - 1);
    return measured(withChunks(copy, hints), null, value);
  }

  private static JsonValue[] insertedInto(JsonValue[] chunk, int index, JsonValue value) {
    JsonValue[] copy = new JsonValue[chunk.length + 1];
    System.arraycopy(chunk, 0, copy, 0, index);
    copy[index] = value;
    System.arraycopy(chunk, index, copy, index + 1, chunk.length - index);
    return copy;
  }

  public JsonList deleted(int index) {
    checkPosition(index, size());
    int at = chunkOf(index);
    int within = index - starts[at];
    JsonValue[] chunk = chunks[at];
    JsonValue[] rest = new JsonValue[chunk.length - 1];
    System.arraycopy(chunk, 0, rest, 0, within);
    System.arraycopy(chunk, within + 1, rest, within, rest.length - within);
    boolean joins = at + 1 < chunks.length && rest.length + chunks[at + 1].length <= CHUNK_MAX / 2;
    if (rest.length > 0 && !joins) {
      return measured(withChunks(withChunk(at, rest), hints), chunk[within], null);
    }
    // An empty chunk goes; a small one joins the next, so that chunks stay few.
    JsonValue[][] copy = new JsonValue[chunks.length - 1][];
    System.arraycopy(chunks, 0, copy, 0, at);
    System.arraycopy(chunks, at + 1, copy, at, copy.length - at);
    if (joins) {
      JsonValue[] next = chunks[at + 1];
      JsonValue[] joined = Arrays.copyOf(rest, rest.length + next.length);
      System.arraycopy(next, 0, joined, rest.length, next.length);
      copy[at] = joined;
    }
    return copy.length == 0 ? EMPTY : measured(withChunks(copy, hints), chunk[within], null);
  }

  /** The element at {@code from} stands at {@code to} afterwards. */
  public JsonList moved(int from, int to) {
    checkPosition(to, size());
    return deleted(from).inserted(to, get(from));
  }

  public List<JsonValue> toList() {
    List<JsonValue> list = new ArrayList<>(size());
    forEach(list::add);
    return list;
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return new Iterator<>() {
      private int chunk;
      private int within;

      @Override
      public boolean hasNext() {
        return chunk < chunks.length;
      }

      @Override
      public JsonValue next() {
        if (chunk >= chunks.length) {
          throw new NoSuchElementException();
        }
        JsonValue element = chunks[chunk][within++];
        if (within == chunks[chunk].length) {
          chunk++;
          within = 0;
        }
        return element;
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
    if (this == other) {
      return true;
    }
    if (!(other instanceof JsonList list) || size() != list.size()) {
      return false;
    }
    Iterator<JsonValue> theirs = list.iterator();
    for (JsonValue mine : this) {
      if (!mine.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (JsonValue element : this) {
      hash = 31 * hash + element.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
