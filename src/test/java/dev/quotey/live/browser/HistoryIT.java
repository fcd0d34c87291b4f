package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who changed what, and the quote as it was. */
class HistoryIT {
  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName(
      "[UH1] each cell tells who changed it last within one click, also of an earlier session")
  void cell() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote).set("a", "quantity", "11").saved();
    ben.set("a", "quantity", "12").saved();
    Editor ana = editors.open("ana", quote).click("a", "quantity").button("Cell");
    ana.sees("#cell h3", "Quantity").sees("#cell .entries li", "Ben Carter");
    ana.sees("#cell .entries li", "10 → 12");
    ben.set("a", "quantity", "13");
    ana.sees("#cell .entries li", "10 → 13");
    ana.click("c", "notes").sees("#cell", "Nobody has changed this here");
    editors
        .server()
        .post(
            "/api/sessions/close_inactive",
            editors.server().token("eva"),
            "{\"timeout_seconds\":0}");
    ana.sees(".notice.connection", "its session was closed").button("Open again");
    ana.live().click("a", "quantity").sees("#cell .entries li", "10 → 13");
  }

  @Test
  @DisplayName(
      "[UH2] the feed tells in sentences, together by person and line, and leads to the cell")
  void feed() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote).set("a", "discount_percent", "10").saved();
    Editor ana = editors.open("ana", quote).button("Activity");
    ana.sees("#feed li", "Ben Carter changed Discount % on Alpha seats: 0 → 10");
    ben.edit("c", "notes", "End").type("soon").press("Enter").saved();
    ana.sees("#feed li", "changed Notes on Gamma days: nothing → soon");
    ben.click("b", "description").press("Alt+ArrowDown").saved();
    ana.sees("#feed li", "moved Beta bundle and 2 more");
    assertThat(ana.page().locator("#feed li").count()).isEqualTo(3);
    ana.page().locator("#feed button").last().click();
    assertThat((String) ana.page().evaluate("() => document.activeElement.className"))
        .contains("discount_percent");
  }

  @Test
  @DisplayName(
      "[UH3] the slider shows the quote at any revision with what changed, and restores it")
  void slider() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote).set("a", "quantity", "20").saved();
    ben.click("c", "description").press("Home", "Shift+Space", "Delete").saved();
    ben.set("b", "quantity", "5").saved();
    Editor ana = editors.open("ana", quote).button("History");
    look(ana, 1);
    ana.sees(".notice.past", "You see revision 1 of 3, as it was.");
    ana.seesLines("a", "b", "b1", "b2", "c").sees("a", "quantity", "20");
    assertThat(ana.cell("a", "quantity").getAttribute("class")).contains("changed");
    assertThat(ana.cell("a", "quantity").getAttribute("title")).isEqualTo("Ben Carter: 10 → 20");
    assertThat(ana.texts("#revision")).containsExactly("revision 1");
    ana.sees("#totals .grand", "3,240.00");
    ana.click("a", "quantity").type("1").sees(".toast", "This is the quote as it was.");
    look(ana, 0);
    ana.sees("a", "quantity", "10").button("Restore this revision");
    ana.sees(".toast", "Revision 0 is restored.").seesLines("a", "b", "b1", "b2", "c");
    ben.seesLines("a", "b", "b1", "b2", "c").sees("a", "quantity", "10").sees("b", "quantity", "1");
    assertThat(ana.revision()).isEqualTo(4);
    assertThat(ana.document()).isEqualTo(ben.document());
  }

  private static void look(Editor editor, int revision) {
    editor
        .page()
        .locator(".slider input")
        .evaluate(
            "(slider, revision) => { slider.value = revision; slider.dispatchEvent(new Event('input')); }",
            revision);
    editor.sees("#history output", "Revision " + revision + ".");
  }
}
