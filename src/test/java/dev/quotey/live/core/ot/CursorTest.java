package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorTest {
  @Test
  @DisplayName("[CU1] a cursor stays in its row and field, whatever happens around it")
  void rows() {
    long cases = 0;
    for (JsonValue document : SmallWorld.documents()) {
      for (Path place : places(document)) {
        for (Operation operation : SmallWorld.operations(document, 1)) {
          JsonValue after = Ot.apply(document, Change.of(operation));
          Optional<Cursor> moved = new Cursor(place, 0).transform(Change.of(operation), false);
          assertThat(stays(document, place, operation, after, moved))
              .as("%s, %s: %s to %s", document, operation, place, moved)
              .isTrue();
          cases++;
        }
      }
    }
    System.out.println("cursors in rows: " + cases + " cases");
    assertThat(cases).isGreaterThan(2_000);
  }

  /** Marks the value at the cursor beforehand: it must be found where the cursor says. */
  private static boolean stays(
      JsonValue document,
      Path place,
      Operation operation,
      JsonValue after,
      Optional<Cursor> moved) {
    if (operation.path().isPrefixOf(place) && !(operation instanceof Operation.Move)) {
      boolean gone = operation instanceof Operation.Delete;
      return gone == (moved.isEmpty() && operation instanceof Operation.Delete);
    }
    JsonString mark = new JsonString("marked");
    JsonValue marked = Ot.apply(document, Change.of(new Operation.Set(place, mark)));
    try {
      JsonValue markedAfter = Ot.apply(marked, Change.of(operation));
      return moved.orElseThrow().path().find(markedAfter).equals(Optional.of(mark));
    } catch (OtException e) {
      // The mark itself is in the way of the operation: then the path need only lead somewhere.
      return moved.orElseThrow().path().find(after).isPresent();
    }
  }

  /** Every place that can be marked: members and elements without an id. */
  private static List<Path> places(JsonValue document) {
    return RandomWorld.places(document).stream()
        .filter(place -> !(place.find(document).orElseThrow() instanceof JsonMap map
            && map.id().isPresent()))
        .toList();
  }

  @Test
  @DisplayName(
      "[CU2] in a text a cursor stays after the code point before it; at one's own, before the next")
  void text() {
    String text = "ab\uD83C\uDF0Dc";
    int length = text.codePointCount(0, text.length());
    long cases = 0;
    for (TextEdit edit : SmallWorld.texts(text, 1)) {
      int[] after = edit.apply(text).codePoints().toArray();
      for (int offset = 0; offset <= length; offset++) {
        int others = edit.transform(offset, false);
        int own = edit.transform(offset, true);
        assertThat(others).isBetween(0, after.length);
        assertThat(own).isBetween(others, after.length);
        int before = offset == 0 ? -1 : text.codePoints().toArray()[offset - 1];
        if (offset == 0) {
          assertThat(others).as("%s", edit).isZero();
        } else if (contains(after, before)) {
          assertThat(after[others - 1]).as("%s at %d", edit, offset).isEqualTo(before);
        }
        int next = offset == length ? -1 : text.codePoints().toArray()[offset];
        if (offset == length) {
          assertThat(own).as("%s", edit).isEqualTo(after.length);
        } else if (contains(after, next)) {
          assertThat(after[own]).as("%s at %d", edit, offset).isEqualTo(next);
        }
        cases++;
      }
    }
    assertThat(cases).isGreaterThan(100);
  }

  private static boolean contains(int[] points, int sought) {
    for (int point : points) {
      if (point == sought) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest(name = "[CU3] {0} at {1}, own: {2}, stands at {3}")
  @CsvSource({
    "2, 2, false, 2",
    "2, 2, true, 5",
    "1, 2, false, 5",
    "3, 2, false, 2",
  })
  @DisplayName("[CU3] text inserted at a cursor comes before it only if it is one's own")
  void ties(int insertedAt, int offset, boolean own, int expected) {
    Path path = Path.parse("/s");
    Change typed = Change.of(new Operation.Text(path, TextEdit.splice(insertedAt, 0, "xyz")));
    assertThat(new Cursor(path, offset).transform(typed, own)).contains(new Cursor(path, expected));
  }
}
