package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page looks, for whom, and what it makes of hostile text. */
class LooksIT {
  private static final Set<String> SERIOUS = Set.of("serious", "critical");
  private static final String HOSTILE =
      "\"><img src=x onerror=hacked()><svg onload=hacked()></svg><script>hacked()</script>"
          + "javascript:hacked() {{constructor}} \u202Etxet\u202C <!channel> &lt;b&gt;";

  @RegisterExtension
  static final Editors editors = new Editors();

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  @DisplayName(
      "[UA1] axe finds nothing serious, in light and dark, with panels, errors and the past")
  void axe(ColorScheme scheme) throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote).set("c", "quantity", "4").saved();
    Editor ana = editors.open(
        "ana",
        quote,
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1280, 800),
        "");
    ben.edit("a", "description", "End");
    ana.sees(".other b", "✎ Ben Carter").set("a", "quantity", "x").sees(".hint.wrong", "“x”");
    noFindings(ana.page());
    ana.press("Escape").click("c", "sku").type("C").sees(".products li", "C");
    noFindings(ana.page());
    ana.press("Escape");
    for (String panel : List.of("Activity", "Cell", "Price", "History")) {
      noFindings(ana.button(panel).page());
    }
    ana.button("One revision back").sees(".notice.past", "revision 0");
    noFindings(ana.page());
    ana.page().locator("#keys").click();
    noFindings(ana.page());
    Page list = editors.page(new Browser.NewContextOptions().setColorScheme(scheme), "/?user=ana");
    list.waitForSelector("#quotes li");
    noFindings(list);
    list.locator("#new").click();
    noFindings(list);
  }

  private static void noFindings(Page page) {
    List<Rule> found = new AxeBuilder(page).analyze().getViolations();
    assertThat(found.stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList()))
        .isEmpty();
  }

  @Test
  @DisplayName("[UA2] hostile text in every field is shown as it is, and does nothing")
  void hostileText() throws Exception {
    JsonObject line = new JsonObject().put("id", "x\"><i").put("quantity", 1);
    for (String field : List.of("sku", "description", "unit", "notes", "product_id")) {
      line.put(field, HOSTILE);
    }
    String quote = "X-1";
    JsonObject document = new JsonObject()
        .put("currency", "USD")
        .put("tax_rates", new JsonObject().put("<b>T", 5))
        .put("lines", new JsonArray().add(line.put("tax_code", "<b>T")));
    for (String field : List.of(
        "number",
        "customer",
        "contact",
        "payment_terms",
        "po_reference",
        "customer_notes",
        "internal_notes")) {
      document.put(field, HOSTILE);
    }
    editors.server().put(quote, document.encode());
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ana.page().evaluate("() => { globalThis.hacked = () => { globalThis.wasHacked = true; }; }");
    assertThat(ana.texts(".rows .description")).containsExactly(HOSTILE);
    assertThat(ana.page().locator("[name=customer]").inputValue()).isEqualTo(HOSTILE);
    for (String panel : List.of("Cell", "Price", "History", "Activity")) {
      ana.button(panel);
    }
    ben.page().evaluate("text => quotey.setText('/lines/#x\"><i/notes', text + text)", HOSTILE);
    ana.sees("#feed li", "<img src=x");
    ben.page().evaluate("() => quotey.deleteLines(['x\"><i'])");
    ana.sees("#feed li", "deleted");
    ana.page().waitForFunction("() => document.querySelectorAll('.rows .row').length === 0");
    assertThat(ana.page().evaluate("() => globalThis.wasHacked ?? false")).isEqualTo(false);
    assertThat(ana.page().locator("img, svg, script:not([type=module])").count())
        .isZero();
    Page list = editors.page(new Browser.NewContextOptions(), "/?user=ana");
    list.waitForSelector("#quotes li");
    assertThat(list.locator("img, svg, main b").count()).isZero();
  }

  @Test
  @DisplayName("[UA3] no script in the page, and none gets in: a strict policy with trusted types")
  void policy() throws Exception {
    Page page = editors.page(new Browser.NewContextOptions(), "/?user=ana");
    assertThat(page.locator("script:not([src])").count()).isZero();
    assertThat(page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; }"
            + " catch (error) { return error.name; } }"))
        .isEqualTo("TypeError");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 768, 1280, 1920})
  @DisplayName(
      "[UA4] from 360 to 1920 pixels nothing sticks out, also with long names and to the left")
  void widths(int width) throws Exception {
    String quote =
        editors.quote("""
        {"id":"a","sku":"%1$s","description":"%1$s","quantity":999999999.999,"unit":"%1$s",
         "list_price":999999999999,"unit_price":999999999999,"tax_code":"STD","notes":"%1$s"}""".formatted("Donaudampfschifffahrtsgesellschaftskapitänswitwe".repeat(3)));
    for (String direction : List.of("ltr", "rtl")) {
      Editor ana = editors.open(
          "ana",
          quote,
          new Browser.NewContextOptions().setViewportSize(width, 800),
          "&dir=" + direction);
      ana.sees("a", "quantity", "999,999,999.999");
      assertThat(
              ana.page()
                  .evaluate(
                      "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .isEqualTo(0);
      assertThat(ana.page().locator("#totals .grand").isVisible()).isTrue();
      ana.screenshot("width-" + width + "-" + direction + ".png");
      ana.page().context().close();
    }
  }

  @Test
  @DisplayName("[UA5] whoever wants no motion gets none")
  void reducedMotion() throws Exception {
    Editor ana = editors.open(
        "ana",
        editors.quote(),
        new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE),
        "");
    ana.press("Control+z").sees(".toast", "There is nothing to undo.");
    assertThat(
            ana.page()
                .evaluate(
                    "() => document.getAnimations().length + getComputedStyle(document.querySelector('.toast')).animationName"))
        .isEqualTo("0none");
  }

  @Test
  @DisplayName("[UA7] the page is less than 150 kB on its way, and each part of it is packed")
  void weight() throws Exception {
    Editor ana = editors.open("ana", "Q-1001");
    Object bytes = ana.page()
        .evaluate(
            "() => performance.getEntriesByType('resource').filter(one => !one.name.includes('eventbus'))"
                + ".reduce((sum, one) => sum + one.encodedBodySize, 0)");
    Object millis = ana.page().evaluate("() => Math.round(performance.now())");
    System.out.println("editor page: " + bytes + " bytes, live after at most " + millis + " ms");
    assertThat(((Number) bytes).intValue()).isBetween(60_000, 150_000);
  }

  @Test
  @DisplayName(
      "[UA8] where others are is told in words, too, and reading aloud can be switched off")
  void inWords() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote).edit("a", "description", "End");
    ana.page()
        .waitForSelector(
            "[data-line='a'] .description[aria-description='Ben Carter is editing here']");
    ben.press("Escape").click("c", "sku");
    ana.page().waitForSelector("[data-line='c'] .sku[aria-description='Ben Carter is here']");
    assertThat(ana.cell("a", "description").getAttribute("aria-description")).isNull();
    ben.set("a", "quantity", "77");
    ana.sees("#spoken", "Ben Carter changed Quantity on Alpha seats: 10 → 77");
    ana.page().locator("#keys").click();
    ana.page().locator("#spoken-setting").uncheck();
    ana.page().reload();
    assertThat(ana.live().page().locator("#spoken-setting").isChecked()).isFalse();
  }

  @Test
  @DisplayName("[UA9] a discount beyond policy is taken and marked")
  void policyMark() throws Exception {
    Editor ana = editors.open("ana", editors.quote());
    ana.sees("#approval summary", "Within policy")
        .set("a", "discount_percent", "35")
        .saved();
    ana.sees("#approval summary", "Needs");
    ana.page().waitForSelector("[data-line='a'].needs");
    assertThat(ana.page().locator(".row.needs").count()).isEqualTo(1);
  }

  @Test
  @DisplayName("[UA6] the pictures of the documentation are of the page as it is")
  void pictures() throws Exception {
    Browser.NewContextOptions size = new Browser.NewContextOptions()
        .setViewportSize(1280, 760)
        .setReducedMotion(ReducedMotion.REDUCE);
    Editor ben = editors.open("ben", "Q-1001");
    Editor cleo = editors.open("cleo", "Q-1001").click("ln_7", "unit_price");
    ben.set("ln_1", "discount_percent", "12").saved();
    cleo.set("ln_6", "quantity", "3").saved();
    ben.edit("ln_3", "description", "End").type(" for the");
    Editor ana = editors.open("ana", "Q-1001", size, "").button("Activity");
    ana.sees(".other b", "✎ Ben Carter").click("ln_5", "quantity").screenshot("editor.png");
    ana.button("History").button("One revision back").sees(".notice.past", "as it was");
    ana.screenshot("history.png").button("Back to now").button("Price").screenshot("price.png");
    editors
        .open("dan", "Q-1002", size.setColorScheme(ColorScheme.DARK), "")
        .click("ln_6", "sku")
        .press("Control+Enter")
        .type("b")
        .sees(".products li", "bundle")
        .screenshot("catalogue-dark.png");
    editors
        .open("eva", "Q-1002", new Browser.NewContextOptions().setViewportSize(360, 740), "")
        .screenshot("phone.png");
  }
}
