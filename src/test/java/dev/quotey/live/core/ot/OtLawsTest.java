package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.protocol.OperationForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The laws of core.ot, over every pair of operations on every small document. */
class OtLawsTest {
  /** Changes of two operations taken of each side; all of them would be billions of pairs. */
  private static final int CHANGES_PER_SIDE = 150;

  @Test
  @DisplayName("[OT1] the empty change leaves every document as it is")
  void identity() {
    for (JsonValue document : SmallWorld.documents()) {
      assertThat(Ot.apply(document, Change.EMPTY)).isEqualTo(document);
    }
  }

  @Test
  @DisplayName("[OT2] composed changes do what they do one after the other")
  void compose() {
    long pairs = 0;
    for (JsonValue document : SmallWorld.documents()) {
      for (Operation first : SmallWorld.operations(document, 1)) {
        Change a = Change.of(first);
        JsonValue middle = Ot.apply(document, a);
        for (Operation second : SmallWorld.operations(middle, 2)) {
          Change b = Change.of(second);
          if (applies(middle, b)) {
            assertThat(Ot.apply(document, Ot.compose(a, b)))
                .as(() -> repro("compose", document, a, b))
                .isEqualTo(Ot.apply(middle, b));
            pairs++;
          }
        }
      }
    }
    System.out.println("compose law: " + pairs + " pairs");
    assertThat(pairs).isGreaterThan(10_000);
  }

  @Test
  @DisplayName("[OT3] TP1 holds for every pair of operations on every small document")
  void everyPairConverges() {
    long pairs = 0;
    for (JsonValue document : SmallWorld.documents()) {
      List<Operation> others = SmallWorld.operations(document, 2);
      for (Operation one : SmallWorld.operations(document, 1)) {
        for (Operation other : others) {
          assertConverges(document, Change.of(one), Change.of(other));
          pairs++;
        }
      }
    }
    System.out.println("TP1: " + pairs + " pairs of operations");
    assertThat(pairs).isGreaterThan(10_000);
  }

  @Test
  @DisplayName("[OT3] TP1 holds for changes of two operations each")
  void everyPairOfChangesConverges() {
    long pairs = 0;
    for (JsonValue document : SmallWorld.documents()) {
      List<Change> mine = changesOfTwo(document, 1);
      List<Change> theirs = changesOfTwo(document, 2);
      int myStride = mine.size() / CHANGES_PER_SIDE + 1;
      int theirStride = theirs.size() / CHANGES_PER_SIDE + 1;
      for (int i = 0; i < mine.size(); i += myStride) {
        // A start that differs from row to row, so that every change of theirs has its turn.
        for (int j = i / myStride % theirStride; j < theirs.size(); j += theirStride) {
          assertConverges(document, mine.get(i), theirs.get(j));
          pairs++;
        }
      }
    }
    System.out.println("TP1: " + pairs + " pairs of changes of two operations");
    assertThat(pairs).isGreaterThan(10_000);
  }

  @Test
  @DisplayName(
      "[OT6] an edit under what was replaced, removed or deleted is told, whoever came first")
  void nothingLostInSilence() {
    long losses = 0;
    for (JsonValue document : SmallWorld.documents()) {
      List<Operation> others = SmallWorld.operations(document, 2);
      for (Operation edit : SmallWorld.operations(document, 1)) {
        for (Operation around : others) {
          if (isAround(around, edit)) {
            assertTold(edit, around, Side.LEFT);
            assertTold(edit, around, Side.RIGHT);
            losses++;
          }
        }
      }
    }
    System.out.println("losses told: " + losses + " pairs");
    assertThat(losses).isGreaterThan(1_000);
  }

  private static boolean isAround(Operation around, Operation edit) {
    boolean takes = around instanceof Operation.Set
        || around instanceof Operation.Remove
        || around instanceof Operation.Delete;
    boolean inside = edit instanceof Operation.Insert
        ? around.path().isPrefixOf(edit.path())
        : around.path().length() < edit.path().length() && around.path().isPrefixOf(edit.path());
    return takes && inside && !Ot.isIdentity(edit);
  }

  private static void assertTold(Operation edit, Operation around, Side side) {
    Conflict.Kind kind =
        around instanceof Operation.Delete ? Conflict.Kind.DELETED : Conflict.Kind.OVERWRITTEN;
    Crossing crossing = Ot.cross(Change.of(edit), Change.of(around), side);
    assertThat(crossing.change().isEmpty()).as("%s in %s", edit, around).isTrue();
    assertThat(crossing.conflicts())
        .as("%s in %s as %s", edit, around, side)
        .containsExactly(new Conflict(kind, around, edit, side));
    assertThat(Ot.cross(Change.of(around), Change.of(edit), side.opposite()).conflicts())
        .isEqualTo(crossing.conflicts());
  }

  @Test
  @DisplayName("[OT4] an inverted change takes the document back")
  void invert() {
    for (JsonValue document : SmallWorld.documents()) {
      for (Change change : changesOfTwo(document, 1)) {
        JsonValue after = Ot.apply(document, change);
        assertThat(Ot.apply(after, Ot.invert(document, change)))
            .as(() -> repro("invert", document, change, Change.EMPTY))
            .isEqualTo(document);
      }
    }
  }

  @Test
  @DisplayName("[OT2] [OT3] [OT4] the laws hold for random changes of up to four operations")
  void randomChanges() {
    int cases = Integer.getInteger("cases", 50_000);
    long first = Long.getLong("seed", System.nanoTime());
    System.out.println("laws on random changes: " + cases + " cases from seed " + first);
    for (long seed = first; seed < first + cases; seed++) {
      RandomWorld world = new RandomWorld(new Random(seed));
      JsonValue document = world.document();
      Change a = world.change(document);
      Change b = world.change(document);
      assertConverges(document, a, b);
      JsonValue after = Ot.apply(document, a);
      Change c = world.change(after);
      assertThat(Ot.apply(document, Ot.compose(a, c)))
          .as(repro("compose", document, a, c))
          .isEqualTo(Ot.apply(after, c));
      assertThat(Ot.apply(after, Ot.invert(document, a)))
          .as(repro("invert", document, a, Change.EMPTY))
          .isEqualTo(document);
    }
  }

  private static List<Change> changesOfTwo(JsonValue document, int author) {
    List<Change> changes = new ArrayList<>();
    for (Operation first : SmallWorld.operations(document, author)) {
      JsonValue middle = Ot.apply(document, Change.of(first));
      for (Operation second : SmallWorld.operations(middle, author)) {
        Change change = Change.of(first, second);
        if (applies(document, change)) {
          changes.add(change);
        }
      }
    }
    return changes;
  }

  private static boolean applies(JsonValue document, Change change) {
    try {
      Ot.apply(document, change);
      return true;
    } catch (OtException e) {
      return false;
    }
  }

  static void assertConverges(JsonValue document, Change left, Change right) {
    Optional<JsonValue> viaLeft;
    Optional<JsonValue> viaRight;
    try {
      viaLeft =
          Optional.of(Ot.apply(Ot.apply(document, left), Ot.transform(right, left, Side.RIGHT)));
      viaRight =
          Optional.of(Ot.apply(Ot.apply(document, right), Ot.transform(left, right, Side.LEFT)));
    } catch (OtException e) {
      throw new AssertionError(e.code() + " in " + repro("transform", document, left, right), e);
    }
    assertThat(viaLeft).as(() -> repro("transform", document, left, right)).isEqualTo(viaRight);
  }

  private static String repro(String law, JsonValue document, Change left, Change right) {
    return law + "(" + document + ", " + OperationForm.write(left) + ", "
        + OperationForm.write(right) + ")";
  }
}
