package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Five people in five real browsers. */
class CrowdIT {
  private static final Duration DURATION = Duration.ofSeconds(60);
  private static final List<String> USERS = List.of("ana", "ben", "cleo", "dan", "eva");
  private static final List<String> TEXTS = List.of("sku", "description", "unit", "notes");
  private static final List<String> NUMBERS = List.of("quantity", "unit_price", "list_price");

  @Test
  @DisplayName("[UM1] five browsers edit one quote for a minute and end equal to the server")
  void minute() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    int edits = 0;
    try (Editors world = new Editors().start()) {
      String quote = world.quote();
      List<Editor> editors = new ArrayList<>();
      for (String user : USERS) {
        editors.add(world.open(user, quote));
      }
      Instant end = Instant.now().plus(DURATION);
      while (Instant.now().isBefore(end)) {
        act(editors.get(random.nextInt(editors.size())), random);
        edits++;
      }
      for (Editor editor : editors) {
        editor.press("Escape").saved();
      }
      int newest = editors.stream().mapToInt(Editor::revision).max().orElseThrow();
      for (Editor editor : editors) {
        editor.page().waitForFunction("newest => quotey.revision === newest", newest);
      }
      String stored = JsonText.parse(
              world.server().get("/api/quotes/" + quote, world.server().token("ana")))
          .toString();
      for (Editor editor : editors) {
        assertThat(editor.document()).as("seed " + seed).isEqualTo(stored);
        assertThat(shown(editor)).as("seed " + seed).isEqualTo(shown(editors.getFirst()));
      }
      System.out.printf("five browsers: %d acts, %d revisions, seed %d%n", edits, newest, seed);
      assertThat(newest).isGreaterThan(100);
      world.finish();
    }
  }

  /** What is on the screen, and not only behind it. */
  private static List<String> shown(Editor editor) {
    editor.page().evaluate("() => { document.getElementById('grid').scrollTop = 0; }");
    editor.page().waitForFunction("() => document.querySelector(\".row[aria-rowindex='2']\")");
    List<String> shown = new ArrayList<>(editor.texts("#totals .total"));
    for (String line : editor.lines().stream().limit(10).toList()) {
      shown.add(line + editor.page().locator("[data-line='" + line + "'] .cell").allTextContents());
    }
    return shown;
  }

  private static void act(Editor editor, Random random) {
    List<String> lines = editor.lines();
    String line = lines.isEmpty() ? "" : lines.get(random.nextInt(lines.size()));
    int act = lines.isEmpty() ? 9 : random.nextInt(10);
    if (act < 9 && !reach(editor, line, act < 4 ? pick(TEXTS, random) : pick(NUMBERS, random))) {
      return;
    }
    switch (act) {
      case 0, 1 ->
        editor
            .press("F2", random.nextBoolean() ? "End" : "Home")
            .type(word(random))
            .press("Enter");
      case 2 -> editor.press("F2", "End", "Backspace", "Backspace", "Enter");
      case 3 -> editor.type(word(random)).press("Tab");
      case 4, 5 -> editor.type(String.valueOf(1 + random.nextInt(500))).press("Enter");
      case 6 -> editor.press(random.nextBoolean() ? "Alt+ArrowUp" : "Alt+ArrowDown");
      case 7 -> {
        if (lines.size() > 3) {
          editor.press("Home", "Shift+Space", "Delete");
        }
      }
      case 8 -> editor.press("Control+z");
      default -> {
        if (lines.size() < 14) {
          editor.press("Control+Enter").type(word(random)).press("Escape");
          editor.press(random.nextBoolean() ? "Control+d" : "ArrowRight");
        }
      }
    }
  }

  /** Goes to a cell, if the line is still there. */
  private static boolean reach(Editor editor, String line, String column) {
    return (boolean) editor
        .page()
        .evaluate(
            "([line, column]) => { const cell = document.querySelector(`[data-line='${line}'] .${column}`);"
                + " if (!cell) return false;"
                + " cell.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, cancelable: true, button: 0 }));"
                + " return true; }",
            List.of(line, column));
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private static String word(Random random) {
    return List.of("alpha", "Ünï", "two words", "x", "日本", "end.").get(random.nextInt(6));
  }
}
