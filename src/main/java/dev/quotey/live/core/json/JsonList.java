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
  /** No element. */
  public static final JsonList EMPTY = new JsonList(new Chunk[0], new int[] {0}, new byte[0]);

  /** Elements of a chunk. Small enough to copy, large enough that there are few chunks. */
  private static final int CHUNK_MAX = 32;

  /** Hints for each element, so that few ids share one. */
  private static final int HINTS_EACH = 4;

  /** Spreads the hashes of ids that differ in their last letters: Knuth's multiplicative hashing. */
  private static final int SPREAD = 0x9E3779B9;

  private final Chunk[] chunks;

  /** The position of each chunk's first element, and the size behind them. */
  private final int[] starts;

  /**
   * By hash of an id, the chunk where it was found last, here or in another of the lists that come from
   * one another: they share it. A hint may be wrong, and a race only costs a search. Empty in a list of
   * one chunk.
   */
  private final byte[] hints;

  /**
   * Characters of the canonical text, 0 while nobody has asked. Then lists made of this one know
   * theirs from what was changed, so that asking again after an edit costs by the edit. A race
   * measures twice.
   */
  private int textLength;

  /** Elements that stand one after the other. */
  private static final class Chunk {
    private final JsonValue[] elements;

    /** Of each element's id, or 0: who looks for an id passes over the others untouched. */
    private final int[] idHashes;

    private Chunk(JsonValue[] elements, int[] idHashes) {
      this.elements = elements;
      this.idHashes = idHashes;
    }

    static Chunk of(JsonValue[] elements) {
      int[] idHashes = new int[elements.length];
      for (int i = 0; i < elements.length; i++) {
        idHashes[i] = idHash(elements[i]);
      }
      return new Chunk(elements, idHashes);
    }

    private static int idHash(JsonValue element) {
      return element instanceof JsonMap map ? map.idHash() : 0;
    }

    int size() {
      return elements.length;
    }

    int indexOf(String id, int hash) {
      for (int i = 0; i < idHashes.length; i++) {
        if (idHashes[i] == hash && elements[i] instanceof JsonMap map && map.hasId(id)) {
          return i;
        }
      }
      return -1;
    }

    Chunk with(int index, JsonValue value) {
      Chunk copy = new Chunk(elements.clone(), idHashes.clone());
      copy.put(index, value);
      return copy;
    }

    private void put(int index, JsonValue value) {
      elements[index] = value;
      idHashes[index] = idHash(value);
    }

    Chunk inserted(int index, JsonValue value) {
      Chunk copy = new Chunk(new JsonValue[size() + 1], new int[size() + 1]);
      copy(0, copy, 0, index);
      copy.put(index, value);
      copy(index, copy, index + 1, size() - index);
      return copy;
    }

    Chunk deleted(int index) {
      Chunk copy = new Chunk(new JsonValue[size() - 1], new int[size() - 1]);
      copy(0, copy, 0, index);
      copy(index + 1, copy, index, copy.size() - index);
      return copy;
    }

    Chunk slice(int from, int to) {
      Chunk copy = new Chunk(new JsonValue[to - from], new int[to - from]);
      copy(from, copy, 0, to - from);
      return copy;
    }

    Chunk joined(Chunk next) {
      Chunk copy = new Chunk(
          Arrays.copyOf(elements, size() + next.size()),
          Arrays.copyOf(idHashes, size() + next.size()));
      next.copy(0, copy, size(), next.size());
      return copy;
    }

    private void copy(int from, Chunk to, int at, int length) {
      System.arraycopy(elements, from, to.elements, at, length);
      System.arraycopy(idHashes, from, to.idHashes, at, length);
    }
  }

  private JsonList(Chunk[] chunks, int[] starts, byte[] hints) {
    this.chunks = chunks;
    this.starts = starts;
    this.hints = hints;
  }

  /** The elements in this order. */
  public static JsonList of(JsonValue... elements) {
    return ofArray(elements);
  }

  /** The elements in their order. */
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
    Chunk[] chunks = new Chunk[count];
    for (int i = 0; i < count; i++) {
      int from = i * perChunk;
      int to = Math.min(elements.length, from + perChunk);
      chunks[i] = Chunk.of(Arrays.copyOfRange(elements, from, to));
    }
    return withChunks(chunks, EMPTY.hints);
  }

  private static JsonList withChunks(Chunk[] chunks, byte[] hints) {
    int[] starts = new int[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      starts[i + 1] = starts[i] + chunks[i].size();
    }
    int size = starts[chunks.length];
    // Not anew with every element that comes: a table lasts until there are twice as many.
    boolean enough = chunks.length <= 1 || 2 * hints.length >= HINTS_EACH * size;
    return new JsonList(
        chunks, starts, enough ? hints : new byte[Integer.highestOneBit(size) * 2 * HINTS_EACH]);
  }

  /** How many elements it has. */
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

  /** The element at {@code index}, from 0. Throws {@link IndexOutOfBoundsException}. */
  public JsonValue get(int index) {
    checkPosition(index, size());
    int chunk = chunkOf(index);
    return chunks[chunk].elements[index - starts[chunk]];
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
    int hash = id.hashCode();
    int slot = hints.length == 0 ? -1 : ((hash * SPREAD) >>> 16) & (hints.length - 1);
    int from = slot < 0 ? 0 : Math.min(Byte.toUnsignedInt(hints[slot]), chunks.length - 1);
    for (int i = 0; i < chunks.length; i++) {
      int at = from + i < chunks.length ? from + i : from + i - chunks.length;
      int found = chunks[at].indexOf(id, hash);
      if (found >= 0) {
        if (slot >= 0 && i > 0) {
          hints[slot] = (byte) at;
        }
        return starts[at] + found;
      }
    }
    return -1;
  }

  /** The list with {@code value} in the place of the element at {@code index}. */
  public JsonList with(int index, JsonValue value) {
    checkPosition(index, size());
    int at = chunkOf(index);
    JsonValue before = get(index);
    Chunk chunk = chunks[at].with(index - starts[at], value);
    return measured(new JsonList(withChunk(at, chunk), starts, hints), before, value);
  }

  private Chunk[] withChunk(int at, Chunk chunk) {
    Chunk[] copy = chunks.clone();
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
    Chunk chunk = chunks[at].inserted(index - starts[at], value);
    if (chunk.size() <= CHUNK_MAX) {
      return measured(withChunks(withChunk(at, chunk), hints), null, value);
    }
    int half = chunk.size() / 2;
    Chunk[] copy = new Chunk[chunks.length + 1];
    System.arraycopy(chunks, 0, copy, 0, at);
    copy[at] = chunk.slice(0, half);
    copy[at + 1] = chunk.slice(half, chunk.size());
    System.arraycopy(chunks, at + 1, copy, at + 2, chunks.length - at - 1);
    return measured(withChunks(copy, hints), null, value);
  }

  /** The list without the element at {@code index}. */
  public JsonList deleted(int index) {
    checkPosition(index, size());
    int at = chunkOf(index);
    JsonValue before = get(index);
    Chunk rest = chunks[at].deleted(index - starts[at]);
    boolean joins = at + 1 < chunks.length && rest.size() + chunks[at + 1].size() <= CHUNK_MAX / 2;
    if (rest.size() > 0 && !joins) {
      return measured(withChunks(withChunk(at, rest), hints), before, null);
    }
    // An empty chunk goes; a small one joins the next, so that chunks stay few.
    Chunk[] copy = new Chunk[chunks.length - 1];
    System.arraycopy(chunks, 0, copy, 0, at);
    System.arraycopy(chunks, at + 1, copy, at, copy.length - at);
    if (joins) {
      copy[at] = rest.joined(copy[at]);
    }
    return copy.length == 0 ? EMPTY : measured(withChunks(copy, hints), before, null);
  }

  /** The element at {@code from} stands at {@code to} afterwards. */
  public JsonList moved(int from, int to) {
    checkPosition(to, size());
    return deleted(from).inserted(to, get(from));
  }

  /** The elements in their order, in a list of their own. */
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
        JsonValue element = chunks[chunk].elements[within++];
        if (within == chunks[chunk].size()) {
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
