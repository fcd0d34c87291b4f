package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.quotey.live.server.FreePort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The library under the page, as somebody else's page uses it. */
class ClientLibraryIT {
  private static final String STEP = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String LIBRARY = "/assets/client/quotey-live.js";

  /** Of a page from elsewhere. */
  private static final int PORT = FreePort.next();

  @RegisterExtension
  static final Editors editors =
      new Editors(Map.of("QUOTEY_HTTP_ALLOWED_ORIGINS", "http://localhost:" + PORT));

  @TempDir
  Path folder;

  @Test
  @DisplayName("[CL9] a page of thirty lines shows a quote, edits it, and sees others")
  void example() throws Exception {
    assertThat(Files.readAllLines(Path.of("src/main/web/examples/embed.js"))).hasSizeLessThan(31);
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote).click("a", "quantity");
    Page page =
        editors.page(new Browser.NewContextOptions(), "/examples/embed.html?quote=" + quote);
    page.waitForFunction("() => document.getElementById('state').textContent === 'live'");
    assertThat(page.locator("#customer").textContent()).isEqualTo("Acme");
    page.locator("input").nth(1).fill("25");
    page.locator("input").nth(1).press("Tab");
    ana.sees("a", "quantity", "25").set("a", "description", "Renamed").saved();
    page.waitForFunction("() => document.querySelector('input').value === 'Renamed'");
    page.waitForFunction(
        "() => document.getElementById('people').textContent.includes('Ana Souza')");
    page.waitForFunction(
        "total => document.getElementById('total').textContent === total",
        ana.page().evaluate("() => quotey.totals().total"));
    ana.page().waitForSelector("#people .avatar[title^='Cleo Martin']");
  }

  @Test
  @DisplayName("[CL12] the tutorial's page, from elsewhere, shows a total and changes the quote")
  void tutorial() throws Exception {
    String quote = editors.quote();
    String tutorial = Files.readString(Path.of("docs/TUTORIAL.md"));
    String html = tutorial.substring(
        tutorial.indexOf("<!doctype html>"),
        tutorial.indexOf("```", tutorial.indexOf("<!doctype html>")));
    Files.writeString(
        folder.resolve("index.html"),
        html.replace("localhost:8080", "localhost:" + editors.server().port())
            .replace("'N-1'", "'" + quote + "'"));
    Editor ana = editors.open("ana", quote);
    HttpServer elsewhere = SimpleFileServer.createFileServer(
        new InetSocketAddress("localhost", PORT), folder, SimpleFileServer.OutputLevel.NONE);
    elsewhere.start();
    Page page = editors.page(new Browser.NewContextOptions(), "/");
    page.navigate("http://localhost:" + PORT + "/");
    page.waitForFunction("() => document.getElementById('state').textContent === 'live'");
    page.locator("#more").click();
    ana.sees("a", "quantity", "11").saved();
    page.waitForFunction(
        "total => document.getElementById('total').textContent === total",
        ana.page().evaluate("() => quotey.totals().total"));
    page.navigate("about:blank");
    elsewhere.stop(0);
  }

  @Test
  @DisplayName("[CL10] the types name what the library has, and nothing else")
  void types() throws Exception {
    String types = Files.readString(Path.of("src/main/web/assets/client/quotey-live.d.ts"));
    Page page = editors.page(new Browser.NewContextOptions(), "/examples/embed.html");
    assertThat(names("export (?:function|const|class) (\\w+)", types))
        .isEqualTo(
            strings(page.evaluate("async path => Object.keys(await import(path))", LIBRARY)));
    for (String name : List.of("QuoteView", "QuoteSession", "RestApi")) {
      Set<String> members = new TreeSet<>();
      members.addAll(strings(page.evaluate(
          "async ([path, name]) => { const all = await import(path); const found = [];"
              + " for (let type = all[name]; type.prototype; type = Object.getPrototypeOf(type)) {"
              + " if (type === all.QuoteView && name !== 'QuoteView') break;"
              + " found.push(...Object.getOwnPropertyNames(type.prototype)); }"
              + " return found; }",
          List.of(LIBRARY, name))));
      members.remove("constructor");
      assertThat(membersOf(name, types)).as(name).containsAll(members);
    }
  }

  @Test
  @DisplayName(
      "[CL11] an edit carries the page's step of a trace; a page that fails to tell it loses nothing")
  void traced() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Page page = editors.page(new Browser.NewContextOptions(), "/");
    List<JsonObject> submitted = new CopyOnWriteArrayList<>();
    page.onWebSocket(socket -> socket.onFrameSent(frame -> {
      // SockJS sends a list of texts.
      for (Object text : new JsonArray(frame.text())) {
        JsonObject sent = new JsonObject((String) text);
        if (sent.getString("address", "").endsWith(".submit")) {
          submitted.add(sent);
        }
      }
    }));
    Object told = page.evaluate("""
        async ([path, quote, step]) => {
          const told = [];
          globalThis.reportError = (error) => told.push(error.message);
          const { connect } = await import(path);
          const signIn = async () =>
            (await (await fetch('/dev/token', { method: 'POST', body: '{"user":"cleo"}' })).json()).token;
          let steps = [step, null];
          const traceparent = () => {
            if (steps.length) return steps.shift();
            throw new Error('no step');
          };
          const session = connect({ token: signIn, quote, traceparent });
          const settled = () => new Promise((resolve) => {
            const stop = session.on('state', ({ state }) => {
              if (state === 'live' && !session.hasPending) { stop(); resolve(); }
            });
          });
          await settled();
          for (const quantity of ['31', '32', '33']) {
            const saved = settled();
            session.setDecimal('/lines/#a/quantity', quantity);
            await saved;
          }
          return told;
        }
        """, List.of(LIBRARY, quote, STEP));
    ana.sees("a", "quantity", "33");
    assertThat(told).isEqualTo(List.of("no step"));
    assertThat(submitted)
        .extracting(sent -> sent.getJsonObject("headers").getString("traceparent"))
        .containsExactly(STEP, null, null);
  }

  private static Set<String> membersOf(String type, String types) {
    int start = types.indexOf("class " + type);
    String body = types.substring(start, types.indexOf("\n}", start));
    return names("(?m)^  (?:static |readonly )?(\\w+)[(<:]", body);
  }

  private static Set<String> names(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Set<String> strings(Object list) {
    Set<String> found = new TreeSet<>();
    ((List<?>) list).forEach(one -> found.add((String) one));
    return found;
  }
}
