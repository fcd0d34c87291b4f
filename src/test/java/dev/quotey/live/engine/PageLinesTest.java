package dev.quotey.live.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.QuoteSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines are a letter each; a small letter is a component of the capital before it. */
class PageLinesTest {
  private static final String START = "ABbbCcD";

  @Test
  @DisplayName("[PL1] a bundle goes, moves and is copied with its components")
  void bundles() {
    assertThat(after(lines().delete(Set.of("B")))).isEqualTo("ACcD");
    assertThat(after(lines().step(Set.of("B"), 1))).isEqualTo("ACcBb1b2D");
    assertThat(after(lines().step(Set.of("B"), -1))).isEqualTo("Bb1b2ACcD");
    assertThat(after(lines().move(Set.of("C"), "A"))).isEqualTo("CcABb1b2D");
    assertThat(after(lines().duplicate(Set.of("C"), "X"))).isEqualTo("ABb1b2CcX0X1D");
    assertThat(document(lines().duplicate(Set.of("C"), "X")).toString())
        .contains("{\"id\":\"X1\",\"parent_id\":\"X0\"}");
  }

  @Test
  @DisplayName("[PL2] nothing comes between the components of a bundle")
  void passesBundles() {
    assertThat(after(lines().step(Set.of("A"), 1))).isEqualTo("Bb1b2ACcD");
    assertThat(after(lines().step(Set.of("D"), -1))).isEqualTo("ABb1b2DCc");
    assertThat(after(lines().move(Set.of("D"), "b2"))).isEqualTo("ABb1b2DCc");
    assertThat(lines().indexAfter("B")).isEqualTo(4);
    assertThat(lines().indexAfter("b1")).isEqualTo(4);
    assertThat(lines().indexAfter("")).isEqualTo(7);
  }

  @Test
  @DisplayName("[PL3] a component on its own stays among those of its bundle")
  void components() {
    assertThat(after(lines().step(Set.of("b1"), 1))).isEqualTo("ABb2b1CcD");
    assertThat(lines().step(Set.of("b1"), -1).isEmpty()).isTrue();
    assertThat(lines().step(Set.of("b2"), 1).isEmpty()).isTrue();
    assertThat(lines().move(Set.of("b1"), "D").isEmpty()).isTrue();
    assertThat(after(lines().move(Set.of("b1"), "C"))).isEqualTo("ABb2b1CcD");
    assertThat(after(lines().duplicate(Set.of("b1"), "x"))).isEqualTo("ABb1x0b2CcD");
  }

  @Test
  @DisplayName("[PL4] at the ends, and of lines that are not there, nothing moves")
  void ends() {
    assertThat(lines().step(Set.of("A"), -1).isEmpty()).isTrue();
    assertThat(lines().step(Set.of("D"), 1).isEmpty()).isTrue();
    assertThat(lines().delete(Set.of("Z")).isEmpty()).isTrue();
    assertThat(lines().move(Set.of("Z"), "A").isEmpty()).isTrue();
    assertThat(lines().duplicate(Set.of("Z"), "x").isEmpty()).isTrue();
    assertThat(lines().move(Set.of("A"), "A").isEmpty()).isTrue();
  }

  @Test
  @DisplayName(
      "[PL5] whatever is done with whole lines leaves a valid quote with bundles in one piece")
  void random() {
    long seed = new Random().nextLong();
    System.out.println("PageLinesTest seed " + seed);
    Random random = new Random(seed);
    JsonMap quote = quote();
    for (int i = 0; i < 3_000; i++) {
      PageLines lines = new PageLines((JsonList) quote.get("lines").orElseThrow());
      List<String> ids = ids(quote);
      Set<String> some = new TreeSet<>();
      for (int k = random.nextInt(3); k >= 0 && !ids.isEmpty(); k--) {
        some.add(ids.get(random.nextInt(ids.size())));
      }
      String place = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
      Change change = switch (random.nextInt(ids.size() > 12 ? 5 : 8)) {
        case 0 -> random.nextInt(4) == 0 ? lines.delete(some) : Change.EMPTY;
        case 1, 2 -> lines.step(some, random.nextBoolean() ? 1 : -1);
        case 3, 4 -> lines.move(some, random.nextInt(9) == 0 ? "" : place);
        default -> lines.duplicate(some, "n" + i + "_");
      };
      JsonMap next = (JsonMap) Ot.apply(quote, change);
      String told = "seed " + seed + " step " + i + ": " + change + " on " + quote;
      assertThat(new QuoteSchema().check(quote, next, change)).as(told).isEmpty();
      assertThat(isInPieces(next)).as(told).isFalse();
      quote = next;
    }
  }

  /** Whether a component stands behind something that is not of its bundle. */
  private static boolean isInPieces(JsonMap quote) {
    String bundle = "";
    for (JsonValue one : (JsonList) quote.get("lines").orElseThrow()) {
      JsonMap line = (JsonMap) one;
      String parent = line.string("parent_id").orElse("");
      if (parent.isEmpty()) {
        bundle = line.id().orElseThrow();
      } else if (!parent.equals(bundle)) {
        return true;
      }
    }
    return false;
  }

  private static PageLines lines() {
    return new PageLines((JsonList) quote().get("lines").orElseThrow());
  }

  private static JsonMap quote() {
    StringBuilder lines = new StringBuilder();
    String bundle = "";
    int component = 0;
    for (int i = 0; i < START.length(); i++) {
      char letter = START.charAt(i);
      lines.append(lines.isEmpty() ? "" : ",");
      if (Character.isUpperCase(letter)) {
        bundle = String.valueOf(letter);
        component = 0;
        lines.append("{\"id\":\"").append(letter).append("\"}");
      } else {
        String number = letter == 'b' ? String.valueOf(++component) : "";
        lines.append("{\"id\":\"").append(letter).append(number);
        lines.append("\",\"parent_id\":\"").append(bundle).append("\"}");
      }
    }
    return (JsonMap) JsonText.parse("{\"currency\":\"USD\",\"lines\":[" + lines + "]}");
  }

  private static String after(Change change) {
    return String.join("", ids(document(change)));
  }

  private static JsonMap document(Change change) {
    return (JsonMap) Ot.apply(quote(), change);
  }

  private static List<String> ids(JsonMap quote) {
    List<String> ids = new ArrayList<>();
    ((JsonList) quote.get("lines").orElseThrow())
        .forEach(line -> ids.add(((JsonMap) line).id().orElseThrow()));
    return ids;
  }
}
