package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.quotey.live.core.json.JsonText;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grid under one person's hands. */
class GridIT {
  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName("[UG1] a quote is made and filled with the keyboard alone")
  void keyboardOnly() throws Exception {
    Page page = editors.page(new Browser.NewContextOptions(), "/?user=ana");
    page.waitForSelector("#quotes li");
    tabTo(page, "#new");
    page.keyboard().press("Enter");
    page.keyboard().type("K-1");
    page.keyboard().press("Tab");
    page.keyboard().type("Keyboard Ltd");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().type("8.25");
    page.keyboard().press("Enter");
    Editor ana = new Editor(page).live();
    tabTo(page, "#add");
    ana.press("Enter").type("crm-p");
    ana.sees(".products li", "Pro seats").press("ArrowDown", "Enter");
    ana.type("12")
        .press("Tab")
        .type("licence")
        .press("Tab", "Tab")
        .type("70.50")
        .press("Enter");
    ana.press("Control+Enter").type("CRM-L").sees(".products li", "Light seats");
    ana.press("ArrowDown", "Tab").type("3").press("Enter").saved();
    assertThat(ana.texts(".rows .row .description")).containsExactly("Pro seats", "Light seats");
    ana.press("Alt+ArrowUp");
    page.waitForFunction("() => quotey.line(quotey.lineIds()[0]).sku === 'CRM-LITE'");
    ana.press("Control+d", "Home", "Shift+Space", "Delete").saved();
    page.waitForFunction("() => quotey.lineIds().length === 2");
    String stored = editors.server().get("/api/quotes/K-1", editors.server().token("ana"));
    assertThat(JsonText.parse(stored).toString())
        .contains("\"customer\":\"Keyboard Ltd\"", "\"unit\":\"licence\"", "\"unit_price\":70.5");
    assertThat(ana.texts("#totals .grand output")).containsExactly("1,009.97");
  }

  private static void tabTo(Page page, String selector) {
    go(page, "Tab", selector);
  }

  /** Presses a key until the focus is there. */
  private static void go(Page page, String key, String selector) {
    for (int i = 0; i < 40; i++) {
      page.keyboard().press(key);
      if ((boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
        return;
      }
    }
    throw new AssertionError("no focus at " + selector);
  }

  @Test
  @DisplayName("[UG2] one cell is the tab stop, and the keys are those of a grid")
  void keys() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.click("a", "sku").press("ArrowDown", "ArrowRight");
    assertThat(focus(ana)).isEqualTo("b description");
    ana.press("Home");
    assertThat(focus(ana)).isEqualTo("b sku");
    ana.press("End");
    assertThat(focus(ana)).isEqualTo("b line_total");
    ana.press("Control+End");
    assertThat(focus(ana)).isEqualTo("c line_total");
    ana.press("Control+Home", "ArrowUp");
    assertThat(focus(ana)).isEqualTo("a sku");
    ana.press("PageDown");
    assertThat(focus(ana)).isEqualTo("c sku");
    assertThat(ana.page().locator("#grid [tabindex='0']").count()).isEqualTo(1);
    ana.press("ArrowRight", "Enter").type("x").press("Escape");
    assertThat(ana.text("c", "description")).isEqualTo("Gamma days");
    ana.press("F2", "End").type("!").press("Tab").type("8").press("Shift+Tab");
    assertThat(focus(ana)).isEqualTo("c description");
    ana.sees("c", "description", "Gamma days!").sees("c", "quantity", "8");
    ana.press("Tab");
    assertThat(focus(ana)).isEqualTo("c quantity");
    ana.press("Escape", "Tab");
    assertThat((boolean) ana.page()
            .evaluate("() => document.getElementById('grid').contains(document.activeElement)"))
        .isFalse();
  }

  private static String focus(Editor editor) {
    return (String) editor
        .page()
        .evaluate("() => { const cell = document.activeElement;"
            + " return `${cell.parentElement.dataset.line} ${cell.classList[1]}`; }");
  }

  @Test
  @DisplayName("[UG3] bundles move, are copied and go together, by key and by drag")
  void bundles() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.click("b", "description").press("Alt+ArrowDown").seesLines("a", "c", "b", "b1", "b2");
    ana.press("Control+z").seesLines("a", "b", "b1", "b2", "c");
    ana.click("b1", "description").press("Alt+ArrowUp").seesLines("a", "b", "b1", "b2", "c");
    ana.press("Alt+ArrowDown").seesLines("a", "b", "b2", "b1", "c").press("Control+z");
    BoundingBox from = ana.cell("b", "header").boundingBox();
    BoundingBox to = ana.cell("a", "header").boundingBox();
    ana.page().mouse().move(from.x + 10, from.y + 10);
    ana.page().mouse().down();
    ana.page().mouse().move(from.x + 10, from.y - 10);
    ana.page().mouse().move(to.x + 10, to.y + 4);
    ana.page().mouse().up();
    ana.seesLines("b", "b1", "b2", "a", "c");
    ana.click("a", "header");
    ana.cell("b", "header")
        .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));
    ana.press("Delete").seesLines("c").press("Control+z").seesLines("b", "b1", "b2", "a", "c");
    ana.saved();
  }

  @Test
  @DisplayName("[UG4] a range of a spreadsheet is pasted at once, below the last line as new lines")
  void paste() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.click("b2", "quantity");
    paste(ana, "4\tbox\t1,250.50\n5\t\"two\nlines\"\t€ 12\n6\tcrate\t7");
    ana.sees("b2", "quantity", "4").sees("c", "list_price", "12.00").saved();
    ana.page().waitForFunction("() => quotey.lineIds().length === 6");
    assertThat(ana.page().evaluate("() => quotey.line('b2').list_price")).isEqualTo("1250.5");
    assertThat(ana.page().evaluate("() => quotey.line('c').unit")).isEqualTo("two\nlines");
    assertThat(ana.page().evaluate("() => quotey.line(quotey.lineIds()[5]).quantity"))
        .isEqualTo("6");
    ana.press("Control+z");
    ana.page().waitForFunction("() => quotey.lineIds().length === 5");
    ana.sees("b2", "quantity", "1");
    paste(ana, "1\tbox\tfree");
    ana.sees(".toast", "Nothing was pasted. row 4, List price: “free” is no number.");
    assertThat(ana.text("b2", "unit")).isEqualTo("each");
    ana.click("a", "quantity").press("Shift+ArrowRight", "Shift+ArrowDown");
    assertThat(copied(ana)).isEqualTo("10\tseat\n1\teach");
  }

  private static void paste(Editor editor, String text) {
    editor
        .page()
        .evaluate(
            "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
                + " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
                + " { clipboardData: data, bubbles: true, cancelable: true })); }",
            text);
  }

  private static String copied(Editor editor) {
    return (String) editor
        .page()
        .evaluate("() => { const data = new DataTransfer();"
            + " document.activeElement.dispatchEvent(new ClipboardEvent('copy',"
            + " { clipboardData: data, bubbles: true, cancelable: true }));"
            + " return data.getData('text/plain'); }");
  }

  @Test
  @DisplayName("[UG5] what is wrong is said under the cell, and nothing that was typed is lost")
  void validation() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.set("a", "quantity", "12x");
    ana.sees(".cell .hint.wrong", "Quantity: “12x” is not a number.");
    ana.click("c", "notes");
    assertThat(ana.page().locator(".cell.editing input").inputValue()).isEqualTo("12x");
    ana.press("Backspace", "Enter").sees("a", "quantity", "12");
    ana.set("a", "discount_percent", "101");
    ana.sees(".cell .hint.wrong", "is out of range")
        .press("Escape")
        .sees("a", "discount_percent", "0");
    ana.set("a", "quantity", "1.2345").sees(".cell .hint.wrong", "has too many decimals");
    ana.press("Escape")
        .set("a", "quantity", "1,234.5")
        .sees("a", "quantity", "1,234.5")
        .saved();
  }

  @Test
  @DisplayName(
      "[UG6] a bundle of the catalogue comes with its parts, priced in the quote's currency")
  void bundleOfCatalog() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.click("c", "description").press("Control+Enter").type("BDL-01");
    ana.sees(".products li", "bundle of").press("ArrowDown", "Enter").saved();
    Object parts = ana.page()
        .evaluate(
            "() => { const ids = quotey.lineIds(); const id = ids.find(one => quotey.line(one).sku === 'BDL-01');"
                + " return ids.filter(one => quotey.line(one).parent_id === id).length; }");
    assertThat(parts).isEqualTo(4);
    ana.press("Control+z");
    ana.page().waitForFunction("() => quotey.lineIds().length === 6");
  }

  @Test
  @DisplayName("[UG7] totals and lines are of one revision, and each total can be explained")
  void totals() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.button("Price").set("a", "quantity", "20").saved();
    ana.sees("#totals .grand", "3,240.00").sees("#why", "+293.00");
    assertThat(ana.texts("#revision")).containsExactly("revision " + ana.revision());
    ana.button("Cell").click("c", "line_total");
    ana.sees("#cell .trace", "−270.00").sees("#cell .trace", "2,430.00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ltr", "rtl"})
  @DisplayName(
      "[UG8] where not all columns fit the line's total stays, and covers no cell one is in")
  void totalStays(String direction) throws Exception {
    Editor ana = editors.open(
        "ana",
        editors.quote(),
        new Browser.NewContextOptions().setViewportSize(900, 700),
        "&dir=" + direction);
    BoundingBox grid = ana.page().locator(".viewport").boundingBox();
    ana.click("a", "sku");
    for (String column : List.of("quantity", "tax_code", "notes", "line_total", "description")) {
      boolean back = column.equals("description");
      go(
          ana.page(),
          back == direction.equals("rtl") ? "ArrowRight" : "ArrowLeft",
          ".cell." + column);
      BoundingBox total = box(ana, "line_total");
      assertThat(total.x).as(column).isBetween(grid.x, grid.x + grid.width - total.width);
      if (!column.equals("line_total")) {
        assertThat(overlap(total, box(ana, column))).as(column).isLessThanOrEqualTo(1);
      }
    }
  }

  private static BoundingBox box(Editor editor, String column) {
    return editor.page().locator(".rows .row .cell." + column).first().boundingBox();
  }

  /** In pixels, from side to side. */
  private static double overlap(BoundingBox one, BoundingBox other) {
    return Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  }
}
