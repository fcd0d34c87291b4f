package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two people in two real browsers. */
class TwoEditorsIT {
  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName("[UI1] two people edit one line at once; both edits stay, and all show the same")
  void sameLine() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote).edit("a", "description", "End");
    Editor ben = editors.open("ben", quote).edit("a", "description", "Home");
    ana.type("!");
    ben.type("> ");
    ana.type("?").press("Enter");
    ben.press("Enter").set("a", "quantity", "130.5");
    for (Editor editor : new Editor[] {ana, ben}) {
      editor
          .sees("a", "quantity", "130.5")
          .sees("a", "description", "> Alpha seats!?")
          .saved();
    }
    assertThat(ana.texts("#totals .total")).isEqualTo(ben.texts("#totals .total"));
    assertThat(ana.document()).isEqualTo(ben.document());
    String stored =
        editors.server().get("/api/quotes/" + quote, editors.server().token("ana"));
    assertThat(JsonText.parse(ana.document())).isEqualTo(JsonText.parse(stored));
  }

  @Test
  @DisplayName(
      "[RI12] a page offers a viewer no edit, and an editor no column that is not for editors")
  void rights() throws Exception {
    Editor ana = editors.open("ana", "Q-1004");
    Editor cleo = editors.open("cleo", "Q-1004").sees("#state", "View only");
    String line = cleo.page().locator(".rows .row").first().getAttribute("data-line");
    String quantity = cleo.text(line, "quantity");
    cleo.set(line, "quantity", "4711").sees(".toast", "You may view this quote, not edit it.");
    assertThat(cleo.text(line, "quantity")).isEqualTo(quantity);
    ana.set(line, "quantity", "42").saved();
    cleo.sees(line, "quantity", "42");
    assertThat(cleo.page().locator("#approval button").count()).isZero();

    Editor editing = editors.open("cleo", "Q-1001");
    editing.set("ln_1", "list_price", "1").sees(".toast", "List price is not for you to change.");
    editing.set("ln_1", "quantity", "43").saved();
    assertThat(editing.text("ln_1", "list_price")).startsWith("79");
  }

  @Test
  @DisplayName("[DA6] who holds a line is named to the others, and the document has the id alone")
  void holder() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ana.click("a", "quantity").button("Hold line");
    ben.page()
        .waitForFunction("() => document.querySelector(\"[data-line='a'].held [title]\")?.title"
            + " === 'Ana Souza holds this line'");
    assertThat(ben.document()).contains("\"user_id\":\"ana\"").doesNotContain("Ana Souza");
  }

  @Test
  @DisplayName("[UI2] what others do never moves my caret, my focus or my window")
  void undisturbed() throws Exception {
    Editor ana = editors.open("ana", "Q-1003");
    Editor ben = editors.open("ben", "Q-1003");
    ana.page().evaluate("() => { document.getElementById('grid').scrollTop = 6000; }");
    String line = ana.page().locator(".rows .row[aria-rowindex='175']").getAttribute("data-line");
    ana.edit(line, "description", "Home").press("ArrowRight", "ArrowRight");
    Object before = place(ana, line);
    ben.press("Control+Home");
    ben.page().locator("#grid .cell").first().click();
    for (int i = 0; i < 5; i++) {
      ben.button("Duplicate");
    }
    ben.page()
        .evaluate(
            "line => quotey.setText(`/lines/#${line}/description`, 'new ' + quotey.line(line).description)",
            line);
    ana.page()
        .waitForFunction(
            "() => document.activeElement.value?.startsWith('new ') && quotey.lineIds().length === 505");
    assertThat(place(ana, line)).isEqualTo(before);
    assertThat(ana.page().evaluate("() => document.activeElement.selectionStart"))
        .isEqualTo(6);
    ana.type("X").press("Enter");
    ben.page()
        .waitForFunction(
            "line => quotey.line(line).description.startsWith('new ') && quotey.line(line).description[6] === 'X'",
            line);
  }

  /** How far the row is from the top of the window. */
  private static Object place(Editor editor, String line) {
    return editor
        .page()
        .evaluate(
            "line => Math.round(document.querySelector(`[data-line='${line}']`).getBoundingClientRect().top)",
            line);
  }

  @Test
  @DisplayName(
      "[UI3] of two values typed at once both people are told, and either can have theirs back")
  void conflicts() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ana.click("a", "quantity").type("7");
    ben.set("a", "quantity", "5").saved();
    ana.sees(".cell .hint", "Ben Carter set this to 5.").press("Enter");
    ana.sees(".toast", "Ben Carter set this to 5 while you typed. Yours was applied.");
    ben.sees(".toast", "Ana Souza changed Quantity of Alpha seats from your 5 to 7.");
    ben.sees("a", "quantity", "7").button("Put mine back");
    ana.sees("a", "quantity", "5").button("Restore Ben Carter’s");
    ben.sees("a", "quantity", "5");
  }

  @Test
  @DisplayName("[UI6] when neither has seen the other's, both are told all the same")
  void blindConflicts() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote);
    try (CutProxy network = new CutProxy(editors.server().port())) {
      Editor ana = editors.through(network, "ana", quote);
      network.hold();
      ben.set("a", "quantity", "5").click("c", "header").press("Delete").saved();
      ana.edit("c", "notes", "End").type("mine").press("Enter").set("a", "quantity", "7");
      ben.sees(".toast", "Ana Souza was editing the line, which you deleted.");
      network.release();
      ana.sees(".toast", "Ben Carter deleted the line, which you were editing.");
      ana.sees(".toast", "Ben Carter changed Quantity of Alpha seats, too; yours stands.");
      ben.sees(".toast", "Ana Souza changed Quantity of Alpha seats from your 5 to 7.");
      ana.seesLines("a", "b", "b1", "b2").button("Put mine back");
      ben.seesLines("a", "b", "b1", "b2", "c").sees("c", "notes", "mine");
      ana.button("Restore Ben Carter’s");
      ben.sees("a", "quantity", "5");
      assertThat(ana.saved().document()).isEqualTo(ben.saved().document());
    }
  }

  @Test
  @DisplayName(
      "[UI4] who edits in a line that is deleted meanwhile is told, and brings it back whole")
  void deletedLine() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    // The line goes in the moment in which Ana's edit is under way.
    ana.page().evaluate("() => quotey.setText('/lines/#c/notes', 'mine')");
    ben.page().evaluate("() => quotey.deleteLines(['c'])");
    ben.seesLines("a", "b", "b1", "b2");
    ana.seesLines("a", "b", "b1", "b2").saved();
    ben.click("a", "description").press("Control+z");
    ana.seesLines("a", "b", "b1", "b2", "c");
    assertThat(ana.document()).isEqualTo(ben.saved().document());
  }

  @Test
  @DisplayName("[UI5] undo takes back my edits and nobody else's, and says whose came after")
  void undo() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ana.set("a", "quantity", "11").set("c", "quantity", "4").saved();
    ben.sees("a", "quantity", "11").set("a", "quantity", "12").saved();
    ana.sees("a", "quantity", "12").click("b", "description").press("Control+z");
    ana.sees("c", "quantity", "3").press("Control+z");
    ana.sees(".toast", "Ben Carter has changed Quantity since, so it was left as it is.");
    assertThat(ana.text("a", "quantity")).isEqualTo("12");
    ana.press("Control+Shift+z").sees("c", "quantity", "4");
    ben.sees("c", "quantity", "4");
  }
}
