package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.WebSocketRoute;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is where. */
class PresenceIT {
  private static final String BEN = ".other:has(b:text('Ben Carter'))";

  /** How much of Ben's outline is in sight, from side to side in pixels. */
  private static final String SEEN = "(mark => mark.offsetWidth"
      + " - parseFloat(mark.style.clipPath.split(' ')[1] ?? 0))(document.querySelector('.other'))";

  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName("[UP1] everybody's cell is outlined with a name, with a caret where they type")
  void cursors() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote).click("c", "quantity");
    Editor ana = editors.open("ana", quote);
    // Who comes later sees at once where the others are.
    ana.page().waitForSelector(BEN);
    seesBenAt(ana, "c", "quantity");
    ben.edit("a", "description", "Home").press("ArrowRight");
    ana.sees(".other b", "✎ Ben Carter");
    double caret = caret(ana);
    ben.type("xyz");
    ana.sees("a", "description", "Axyzlpha seats");
    ana.page().waitForFunction("x => " + CARET + " > x + 10", caret);
    double after = caret(ana);
    // My own letters before it move it, too.
    ana.edit("a", "description", "Home").type("WWW").press("Enter");
    ana.page().waitForFunction("x => " + CARET + " > x + 10", after);
    ben.press("Escape").click("b", "notes");
    ana.page()
        .waitForFunction("() => !document.querySelector('.other b').textContent.includes('✎')");
    seesBenAt(ana, "b", "notes");
  }

  private static final String CARET =
      "new DOMMatrix(document.querySelector('.other i').style.transform).m41";

  private static double caret(Editor editor) {
    editor.page().waitForFunction("() => !document.querySelector('.other i').hidden");
    return ((Number) editor.page().evaluate("() => " + CARET)).doubleValue();
  }

  /** Waits until Ben's outline, which glides there, is where the cell is. */
  private static void seesBenAt(Editor editor, String line, String column) {
    editor
        .page()
        .waitForFunction(
            "selector => { const place = one => one.getBoundingClientRect();"
                + " const mark = place(document.querySelector('.other'));"
                + " const cell = place(document.querySelector(selector));"
                + " return Math.abs(mark.x - cell.x) < 2 && Math.abs(mark.y - cell.y) < 2; }",
            "[data-line='" + line + "'] ." + column);
  }

  @Test
  @DisplayName("[UP2] two tabs are one avatar, and whoever leaves is gone within a second")
  void leaving() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote).click("a", "sku");
    Editor second = editors.tab(ben).click("c", "sku");
    ana.page().waitForFunction("() => document.querySelectorAll('.other').length === 2");
    assertThat(ana.page().locator(".avatar").count()).isEqualTo(2);
    second.page().close();
    ana.page().waitForFunction("() => document.querySelectorAll('.other').length === 1");
    assertThat(ana.page().locator("#people .avatar").count()).isEqualTo(2);
    long start = System.nanoTime();
    ben.page().context().close();
    ana.page()
        .waitForFunction("() => document.querySelectorAll('.other').length === 0"
            + " && document.querySelectorAll('#people .avatar').length === 1");
    System.out.printf("gone after %d ms%n", (System.nanoTime() - start) / 1_000_000);
  }

  @Test
  @DisplayName("[UP3] idle and away are shown, and follow takes me where somebody goes until I act")
  void idleAndFollow() throws Exception {
    Editor ana = editors.open("ana", "Q-1003");
    var context = new Browser.NewContextOptions();
    var page = editors.page(context, "/");
    page.clock().install();
    page.navigate("http://localhost:" + editors.server().port() + "/quotes/Q-1003?user=ben");
    Editor ben = new Editor(page).live();
    page.clock().resume();
    ana.page().waitForSelector("#people .avatar.active[title='Ben Carter, here']");
    page.clock().fastForward(61_000);
    ana.page().waitForSelector("#people .avatar.idle[title='Ben Carter, idle']");
    page.clock().fastForward(5 * 60_000);
    ana.page().waitForSelector("#people .avatar.away");
    ben.page().locator(".cell").first().click();
    ana.page().waitForSelector("#people .avatar.active[title='Ben Carter, here']");

    ana.page().locator("#people .avatar[aria-label*='Ben Carter']").click();
    ana.sees(".notice.follow", "Following Ben Carter.");
    ben.press("Control+End");
    ana.page().waitForSelector("[data-line] .line_total >> visible=true");
    ana.page().waitForFunction("() => document.getElementById('grid').scrollTop > 10000");
    ana.press("ArrowDown");
    assertThat(ana.page().locator(".notice.follow").count()).isZero();
  }

  @Test
  @DisplayName("[UP4] whoever does not like to see cursors hides them")
  void hidden() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    editors.open("ben", quote).click("a", "sku");
    ana.page().waitForSelector(BEN);
    ana.page().locator("#cursors").click();
    assertThat(ana.page().locator(".other").count()).isZero();
    ana.page().reload();
    ana.live();
    assertThat(ana.page().locator("#cursors").getAttribute("aria-pressed")).isEqualTo("true");
    ana.page().locator("#cursors").click();
    ana.page().waitForSelector(BEN);
  }

  @Test
  @DisplayName("[UP5] a header field where somebody is says so")
  void headerFields() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ben.page().locator("[name=customer]").click();
    ben.press("End").type(" Corp");
    ana.page().waitForSelector("label.taken[data-field=customer][data-other='✎ Ben Carter']");
    ana.page()
        .waitForFunction("() => document.querySelector('[name=customer]').value === 'Acme Corp'");
  }

  @Test
  @DisplayName("[UP6] whoever a roster still names and who is not in the session is not shown")
  void outlived() throws Exception {
    String quote = editors.quote();
    AtomicReference<WebSocketRoute> socket = new AtomicReference<>();
    var page = editors.page(new Browser.NewContextOptions(), "/");
    page.routeWebSocket(Pattern.compile(".*/eventbus/.*"), route -> {
      route.connectToServer();
      socket.set(route);
    });
    page.navigate("http://localhost:" + editors.server().port() + "/quotes/" + quote + "?user=ana");
    Editor ana = new Editor(page).live();
    JsonObject zoe = new JsonObject()
        .put("user_id", "zoe")
        .put("name", "Zoe")
        .put("client_id", "c_zoe")
        .put("status", "active")
        .put("cursor", new JsonObject().put("path", "/lines/#a/sku"));
    JsonObject event = new JsonObject()
        .put("type", "rec")
        .put("address", "session." + page.evaluate("() => quotey.sessionId") + ".events")
        .put(
            "body",
            new JsonObject().put("type", "presence").put("updates", new JsonArray().add(zoe)));
    socket.get().send("a" + new JsonArray().add(event.encode()).encode());
    editors.open("ben", quote).click("c", "sku");
    ana.sees(".other b", "Ben Carter");
    assertThat(ana.texts(".other b")).containsExactly("Ben Carter");
  }

  @Test
  @DisplayName("[UP7] an outline ends where the line's total covers its cell")
  void coveredOutline() throws Exception {
    String quote = editors.quote();
    Editor ana =
        editors.open("ana", quote, new Browser.NewContextOptions().setViewportSize(900, 700), "");
    editors.open("ben", quote).click("a", "tax_code");
    ana.page().waitForSelector(".other");
    assertThat(seen(ana)).isNotPositive();
    // Now it comes out half, and then as a whole.
    ana.page()
        .evaluate("() => { const cell = document.querySelector('.rows .tax_code');"
            + " const viewport = document.querySelector('.viewport');"
            + " const total = document.querySelector('.rows .line_total');"
            + " const covered = cell.offsetLeft + cell.offsetWidth - total.offsetLeft;"
            + " viewport.scrollLeft = covered - cell.offsetWidth / 2; }");
    ana.page()
        .waitForFunction("() => { const mark = document.querySelector('.other');"
            + " return Math.abs(%s - mark.offsetWidth / 2) < 2; }".formatted(SEEN));
    ana.click("a", "notes");
    ana.page()
        .waitForFunction(
            "() => %s === document.querySelector('.other').offsetWidth".formatted(SEEN));
  }

  private static double seen(Editor editor) {
    return ((Number) editor.page().evaluate("() => " + SEEN)).doubleValue();
  }
}
