package dev.quotey.live.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.quotey.live.browser.Chromium;
import dev.quotey.live.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How long the editor takes from a key to the paint, from somebody else's edit to the paint, and from
 * frame to frame while it scrolls, on the 500-line sample in a real Chromium.
 *
 * <p>A key is measured from its event to the task after the frame that shows it. A remote edit is
 * measured by what it costs: handling the message, and the frame with it, without the wait for the
 * frame. Both in milliseconds.
 */
public final class EditorPaint {
  private static final String QUOTE = "Q-1003";
  private static final int EDITS = 200;

  private static final String MEASURE = """
      window.remote = []; window.keys = [];
      const painted = (tell) => requestAnimationFrame(() => {
        const start = performance.now();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => tell(performance.now() - start);
        channel.port2.postMessage(0);
      });
      const Native = window.WebSocket;
      const handler = Object.getOwnPropertyDescriptor(Native.prototype, 'onmessage');
      window.WebSocket = class extends Native {
        set onmessage(listener) {
          handler.set.call(this, (event) => {
            const start = performance.now();
            listener.call(this, event);
            const handled = performance.now() - start;
            if (String(event.data).includes('committed')) {
              painted((frame) => window.remote.push(handled + frame));
            }
          });
        }
      };
      document.addEventListener('keydown', (event) => painted(() =>
        window.keys.push(performance.now() - event.timeStamp)), true);
      """;

  private static final String SCROLL = """
      () => new Promise((done) => {
        const grid = document.getElementById('grid');
        const frames = [];
        let last = 0;
        const step = (now) => {
          if (last > 0) frames.push(now - last);
          last = now;
          grid.scrollTop += 120;
          if (frames.length < 140) requestAnimationFrame(step); else done(frames);
        };
        grid.scrollTop = 0;
        requestAnimationFrame(step);
      })""";

  private EditorPaint() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("quotey-paint");
    try (ServerProcess server = ServerProcess.start(folder, 0);
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page ben = open(browser, server.port(), "ben", "");
      Page ana = open(browser, server.port(), "ana", MEASURE);
      for (int i = 0; i < EDITS; i++) {
        ben.evaluate(
            "i => i % 2 ? quotey.setText('/lines/#' + quotey.lineIds()[i % 12] + '/notes', 'note ' + i)"
                + " : quotey.setDecimal('/lines/#' + quotey.lineIds()[i % 12] + '/quantity', String(1000 + i))",
            i);
        ana.waitForFunction("n => window.remote.length >= n", i + 1);
      }
      print("remote edit to paint", numbers(ana, "remote"));
      ana.locator("#grid .description").first().click();
      ana.keyboard().press("F2");
      keys(ana, "x");
      print("typing in a text to paint", numbers(ana, "keys"));
      ana.keyboard().press("Enter");
      ana.evaluate("() => { window.keys = []; }");
      keys(ana, "ArrowDown");
      print("arrow key to paint", numbers(ana, "keys"));
      print("frame to frame while scrolling", list(ana.evaluate(SCROLL)));
    }
  }

  private static Page open(Browser browser, int port, String user, String script) {
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1380, 850));
    context.addInitScript(script);
    Page page = context.newPage();
    page.navigate("http://localhost:" + port + "/quotes/" + QUOTE + "?user=" + user);
    page.waitForSelector("#state[data-state='live']");
    return page;
  }

  /** One key after the other, each when the one before is painted. */
  private static void keys(Page page, String key) {
    page.evaluate("() => { window.keys = []; }");
    for (int i = 1; i <= EDITS; i++) {
      page.keyboard().press(key);
      page.waitForFunction("n => window.keys.length >= n", i);
    }
  }

  private static List<Double> numbers(Page page, String name) {
    return list(page.evaluate("name => window[name]", name));
  }

  private static List<Double> list(Object numbers) {
    return ((List<?>) numbers)
        .stream().map(number -> ((Number) number).doubleValue()).sorted().toList();
  }

  private static void print(String what, List<Double> sorted) {
    System.out.printf(
        Locale.ROOT,
        "system=quotey workload=editor quote=%s measured=\"%s\" n=%d ms p50/p95/max=%.1f/%.1f/%.1f%n",
        QUOTE,
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 95 / 100),
        sorted.getLast());
  }
}
