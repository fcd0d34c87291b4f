package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static final int CASES = 20_000;

  @Test
  @DisplayName("[DF1] a difference makes the one document of the other, whatever both are")
  void law() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("differences, seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      JsonMap before = document(random);
      JsonMap after = document(random);
      Change change = Difference.between(before, after, path -> random.nextBoolean());
      assertThat(Ot.apply(before, change)).as(before + " to " + after).isEqualTo(after);
      assertThat(Difference.between(after, after, path -> true).isEmpty()).isTrue();
    }
  }

  @Test
  @DisplayName("[DF2] what is known again by its id stays: only what differs is edited or moved")
  void least() {
    JsonMap before = map("{\"lines\":[{\"id\":\"a\",\"q\":1},{\"id\":\"b\",\"q\":2},"
        + "{\"id\":\"c\",\"q\":3},{\"id\":\"d\",\"q\":4}],\"name\":\"x\"}");
    JsonMap after = map("{\"lines\":[{\"id\":\"b\",\"q\":2},{\"id\":\"c\",\"q\":30},"
        + "{\"id\":\"e\",\"q\":5},{\"id\":\"a\",\"q\":1}],\"name\":\"x\"}");
    Change change = Difference.between(before, after, path -> false);
    assertThat(change.operations())
        .containsExactly(
            new Operation.Delete(Path.parse("/lines/#d"), 3),
            new Operation.Move(Path.parse("/lines/#a"), 0, 2),
            new Operation.Set(Path.parse("/lines/#c/q"), JsonNumber.of(30)),
            new Operation.Insert(Path.parse("/lines"), 2, map("{\"id\":\"e\",\"q\":5}")));
  }

  @Test
  @DisplayName("[DF3] an effect tells from what to what, and its values are those of the documents")
  void effects() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("effects, seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < CASES / 10; i++) {
      JsonMap before = document(random);
      Change change = Difference.between(before, document(random), path -> true);
      JsonValue document = before;
      List<Effect> effects = Effect.of(before, change);
      for (int at = 0; at < effects.size(); at++) {
        Effect effect = effects.get(at);
        JsonValue next = Ot.apply(document, Change.of(change.operations().get(at)));
        if (!(effect.operation() instanceof Operation.Move)) {
          if (!(effect.operation() instanceof Operation.Insert)) {
            assertThat(effect.before()).isEqualTo(effect.path().find(document));
          }
          if (!(effect.operation() instanceof Operation.Delete)) {
            assertThat(effect.after()).isEqualTo(effect.path().find(next));
          }
        }
        document = next;
      }
    }
  }

  @Test
  @DisplayName("[DF4] a text's difference makes the one of the other, and never cuts a code point")
  void texts() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("texts, seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      String before = text(random);
      String after = text(random);
      TextEdit edit = TextEdit.between(before, after);
      assertThat(edit.apply(before)).as(before + " to " + after).isEqualTo(after);
      assertThat(edit.invert(before).apply(after)).isEqualTo(before);
    }
    assertThat(TextEdit.between("ab😀cd", "ab😁cd")).isEqualTo(TextEdit.splice(2, 1, "😁"));
    assertThat(TextEdit.between("aa", "aaa")).isEqualTo(TextEdit.splice(2, 0, "a"));
  }

  /** Of few letters, some of which share one half of their two. */
  private static String text(Random random) {
    String[] letters = {"a", "b", "\uD83D\uDE00", "\uD83D\uDE01", "\uD83C\uDE00"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  private static JsonMap document(Random random) {
    JsonMap map = JsonMap.EMPTY.with("lines", lines(random, 1));
    for (String name : new String[] {"a", "b", "7"}) {
      if (random.nextBoolean()) {
        map = map.with(name, value(random, 2));
      }
    }
    return map;
  }

  private static JsonList lines(Random random, int depth) {
    List<String> ids = new ArrayList<>(List.of("u", "v", "w", "x", "y", "z"));
    Collections.shuffle(ids, random);
    List<JsonValue> lines = new ArrayList<>();
    for (String id : ids.subList(0, random.nextInt(ids.size() + 1))) {
      lines.add(JsonMap.EMPTY.with("id", new JsonString(id)).with("q", value(random, depth)));
    }
    return JsonList.of(lines);
  }

  private static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 5 : 2)) {
      case 0 -> JsonNumber.of(random.nextInt(3));
      case 1 -> new JsonString("text 😀".repeat(random.nextInt(2)) + random.nextInt(30));
      case 2 -> JsonList.of(value(random, depth - 1), value(random, depth - 1));
      case 3 -> lines(random, depth - 1);
      default -> JsonMap.EMPTY.with("m" + random.nextInt(2), value(random, depth - 1));
    };
  }

  private static JsonMap map(String text) {
    return (JsonMap) JsonText.parse(text);
  }
}
