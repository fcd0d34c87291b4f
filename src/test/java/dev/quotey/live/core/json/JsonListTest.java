package dev.quotey.live.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JsonListTest {
  private static final int STEPS = 2_000;

  @RepeatedTest(5)
  @DisplayName(
      "[JS4] a list is what the same steps make of an array, and older lists stay as they were")
  void likeAnArray() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    List<JsonValue> model = new ArrayList<>();
    for (int i = 0; i < random.nextInt(200); i++) {
      model.add(element(i));
    }
    JsonList list = JsonList.of(model);
    int nextId = model.size();
    for (int step = 0; step < STEPS; step++) {
      JsonList before = list;
      List<JsonValue> modelBefore = List.copyOf(model);
      int at = random.nextInt(model.size() + 1);
      // Phases of growing and shrinking, so that chunks split and join.
      int kind = random.nextInt(4) + (step / 500 % 2);
      if (kind == 0 || model.isEmpty()) {
        JsonValue element = element(nextId++);
        model.add(at, element);
        list = list.inserted(at, element);
      } else if (kind >= 3) {
        int gone = at % model.size();
        model.remove(gone);
        list = list.deleted(gone);
      } else if (kind == 1) {
        int from = at % model.size();
        int to = random.nextInt(model.size());
        model.add(to, model.remove(from));
        list = list.moved(from, to);
      } else {
        int set = at % model.size();
        JsonValue element = element(nextId++);
        model.set(set, element);
        list = list.with(set, element);
      }
      assertThat(list.toList()).as("seed %d step %d", seed, step).isEqualTo(model);
      assertThat(before.toList()).as("seed %d step %d", seed, step).isEqualTo(modelBefore);
      assertThat(list).isEqualTo(JsonList.of(model)).hasSameHashCodeAs(JsonList.of(model));
      assertThat(JsonText.length(list)).isEqualTo(JsonText.write(list).length());
      checkIds(list, random.nextInt(nextId + 1), seed);
    }
  }

  private static void checkIds(JsonList list, int id, long seed) {
    String name = "e" + id;
    int expected = -1;
    for (int i = 0; i < list.size(); i++) {
      if (((JsonMap) list.get(i)).hasId(name)) {
        expected = i;
      }
    }
    assertThat(list.indexOfId(name)).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  @DisplayName("[JS5] a position outside the list is refused")
  void outside() {
    JsonList list = JsonList.of(element(0));
    assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.deleted(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.moved(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.inserted(2, element(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> JsonList.EMPTY.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static JsonMap element(int id) {
    return JsonMap.EMPTY.with("id", new JsonString("e" + id));
  }
}
