package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.server.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people in two real browsers. */
class TwoEditorsIT {
  private static final String LINE = "tr[data-line='ln_1'] ";

  @TempDir
  Path folder;

  private final List<String> faults = new ArrayList<>();

  @BeforeAll
  static void browserInstalled() {
    assumeTrue(Chromium.isInstalled(), "no Chromium is installed at " + Chromium.PATH);
  }

  @Test
  @DisplayName("[UI1] two people edit one line at once; both edits stay, and all show the same")
  void sameLine() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, 0);
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page ana = open(browser, server.port(), "ana");
      Page ben = open(browser, server.port(), "ben");
      startEditing(ana, "description", "End");
      startEditing(ben, "description", "Home");
      ana.keyboard().type("!");
      ben.keyboard().type("> ");
      ana.keyboard().type("?");
      ben.keyboard().press("Enter");
      ana.keyboard().press("Enter");
      ben.locator(LINE + "td.quantity").click();
      ben.keyboard().type("130.5");
      ben.keyboard().press("Enter");
      for (Page page : List.of(ana, ben)) {
        page.waitForFunction(
            "() => document.querySelector(\"" + LINE + "td.quantity\").textContent === '130.5'"
                + " && document.getElementById('state').textContent === 'All changes saved'");
      }
      assertThat(text(ana, "description")).isEqualTo("> Pro seats!?");
      assertThat(text(ben, "description")).isEqualTo("> Pro seats!?");
      assertThat(ana.locator("#totals").textContent())
          .isEqualTo(ben.locator("#totals").textContent());
      assertThat(ana.locator(".avatar").count()).isEqualTo(2);
      var document = JsonText.parse(server.get("/api/quotes/Q-1001", server.token("ana")));
      var line = dev.quotey.live.core.json.Path.parse("/lines/#ln_1").find(document);
      assertThat(line.orElseThrow().toString())
          .contains("\"description\":\"> Pro seats!?\"", "\"quantity\":130.5");
      screenshot(ana, "ana.png");
      screenshot(ben, "ben.png");
      assertThat(faults).isEmpty();
    }
  }

  private Page open(Browser browser, int port, String user) {
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 800));
    Page page = context.newPage();
    page.onPageError(faults::add);
    page.navigate("http://localhost:" + port + "/quotes/Q-1001?user=" + user);
    page.waitForSelector("#state[data-state='live']");
    return page;
  }

  private static void startEditing(Page page, String column, String caret) {
    page.locator(LINE + "td." + column).click();
    page.keyboard().press("F2");
    page.keyboard().press(caret);
  }

  private static String text(Page page, String column) {
    return page.locator(LINE + "td." + column).textContent();
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name)));
  }
}
