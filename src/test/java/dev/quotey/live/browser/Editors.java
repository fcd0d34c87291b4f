package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.quotey.live.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server and a Chromium, for tests in which people edit quotes in real pages: as an extension one for
 * all tests of a class.
 */
final class Editors
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
  /** All own all; but Cleo edits the first sample quote, and views the fourth. */
  private static final String GRANTS = """
      [{"user":"ana","quotes":"*","access":"owner"}, {"user":"ben","quotes":"*","access":"owner"},
       {"user":"dan","quotes":"*","access":"owner"}, {"user":"eva","quotes":"*","access":"owner"},
       {"user":"cleo","quotes":"B-*","access":"owner"},
       {"user":"cleo","quotes":"Q-1001","access":"editor"},
       {"user":"cleo","quotes":"Q-1004","access":"viewer"}]""";

  private final Map<String, String> environment;
  private final List<String> faults = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private Path folder;
  private Playwright playwright;
  private Browser browser;
  private ServerProcess server;
  private int quotes;

  /** @param environment of the server, beside that of the development profile */
  Editors(Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
  }

  Editors() {
    this(Map.of());
  }

  /** Skips the test where no Chromium is installed. */
  Editors start() throws IOException {
    assumeTrue(Chromium.isInstalled(), "no Chromium is installed at " + Chromium.PATH);
    folder = Files.createTempDirectory("quotey-browser");
    Path grants = Files.writeString(folder.resolve("grants.json"), GRANTS);
    environment.put("QUOTEY_ACCESS_SOURCE", "file");
    environment.put("QUOTEY_ACCESS_FILE", grants.toString());
    server = ServerProcess.start(folder, 0, environment);
    playwright = Chromium.playwright();
    browser = Chromium.launch(playwright);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    finish();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      close();
    }
  }

  ServerProcess server() {
    return server;
  }

  /** As {@code kill -9} does; the next one comes up at the same port with the same data. */
  void restartServer(Runnable meanwhile) throws IOException {
    int port = server.port();
    server.kill();
    meanwhile.run();
    server = ServerProcess.start(folder, port, environment);
  }

  /** As {@code kill -15} does, for a new version at the same port. */
  void replaceServer(Runnable meanwhile) throws IOException {
    int port = server.port();
    server.close();
    meanwhile.run();
    server = ServerProcess.start(folder, port, environment);
  }

  /** A quote of its own for a test: lines {@code a}, {@code b}, …, and a bundle of {@code b1} and {@code b2}. */
  String quote() throws IOException, InterruptedException {
    return quote("""
        {"id":"a","sku":"A-1","description":"Alpha seats","quantity":10,"unit":"seat",
         "list_price":20,"unit_price":20,"discount_percent":0,"tax_code":"STD","notes":""},
        {"id":"b","sku":"B-1","description":"Beta bundle","quantity":1,"unit":"each",
         "list_price":100,"unit_price":100,"discount_percent":0,"tax_code":"STD","notes":""},
        {"id":"b1","parent_id":"b","sku":"B-2","description":"Beta part","quantity":2,
         "unit":"each","list_price":5,"unit_price":5,"discount_percent":0,"tax_code":"","notes":""},
        {"id":"b2","parent_id":"b","sku":"B-3","description":"Beta spare","quantity":1,
         "unit":"each","list_price":7,"unit_price":7,"discount_percent":0,"tax_code":"","notes":""},
        {"id":"c","sku":"C-1","description":"Gamma days","quantity":3,"unit":"day",
         "list_price":900,"unit_price":900,"discount_percent":10,"tax_code":"STD","notes":""}""");
  }

  String quote(String lines) throws IOException, InterruptedException {
    String id = "B-" + ++quotes;
    server.put(id, """
        {"number":"%s","currency":"USD","customer":"Acme","customer_notes":"","internal_notes":"",
         "discount_percent":0,"tax_rates":{"STD":10},"lines":[%s]}""".formatted(id, lines));
    return id;
  }

  /** A page of a user, in a window of its own, with the session live. */
  Editor open(String user, String quote) {
    return open(user, quote, new Browser.NewContextOptions().setViewportSize(1280, 800), "");
  }

  Editor open(String user, String quote, Browser.NewContextOptions options, String query) {
    return new Editor(page(options, "/quotes/" + quote + "?user=" + user + query)).live();
  }

  /** A page that reaches the server through a network. */
  Editor through(CutProxy network, String user, String quote) {
    Page page = page(new Browser.NewContextOptions().setViewportSize(1280, 800), "/");
    page.navigate("http://localhost:" + network.port() + "/quotes/" + quote + "?user=" + user);
    return new Editor(page).live();
  }

  /** Another tab in the window of an editor. */
  Editor tab(Editor editor) {
    Page page = watched(editor.page().context().newPage());
    page.navigate(editor.page().url());
    return new Editor(page).live();
  }

  Page page(Browser.NewContextOptions options, String path) {
    return page(options, path, page -> {});
  }

  Page page(Browser.NewContextOptions options, String path, Consumer<BrowserContext> before) {
    BrowserContext context = browser.newContext(options);
    contexts.add(context);
    before.accept(context);
    Page page = watched(context.newPage());
    page.navigate("http://localhost:" + server.port() + path);
    return page;
  }

  /** Whatever a page throws, or its policy refuses, fails the test. */
  private Page watched(Page page) {
    page.onPageError(faults::add);
    page.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        faults.add(message.text());
      }
    });
    return page;
  }

  /** Ends a test: no page has thrown, and none stays open. */
  void finish() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    List<String> found = List.copyOf(faults);
    faults.clear();
    assertThat(found).isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    server.close();
  }
}
