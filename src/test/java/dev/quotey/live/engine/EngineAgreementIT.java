package dev.quotey.live.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.quotey.live.browser.Chromium;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Cursor;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.RandomWorld;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.quote.RandomQuote;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.PricingForm;
import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core on the JVM and the same core in a browser: every result is the same text. */
class EngineAgreementIT {
  private static final int CASES = Integer.getInteger("cases", 100_000);
  private static final int QUOTE_EVERY = 5;
  private static final Path ENGINE = Path.of("target/classes/webroot/assets/engine.js");
  private static final Path SCRIPTS = Path.of("src/test/js");

  @TempDir
  Path folder;

  @Test
  @DisplayName(
      "[EN1] JVM and browser engine agree on random cases, prices too (Node, or else Chromium)")
  void agree() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Path cases = folder.resolve("cases.jsonl");
    write(cases, seed);
    JsonObject outcome = hasNode() ? onNode(cases) : inChromium();
    System.out.println("engine agreement: " + outcome.getInteger("cases") + " cases from seed "
        + seed + (hasNode() ? " on Node" : " in Chromium"));
    assertThat(outcome.getJsonArray("found")).as("seed " + seed).isEmpty();
    assertThat(outcome.getInteger("cases")).isEqualTo(CASES);
  }

  private static void write(Path file, long seed) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < CASES; i++) {
        out.write(JsonText.write(line(new RandomWorld(new Random(seed + i)), quote(seed, i))
            .with("seed", new JsonString(Long.toString(seed + i)))));
        out.newLine();
      }
    }
  }

  /** Quotes are larger, and stand in some of the cases only. */
  private static JsonMap quote(long seed, int number) {
    return number % QUOTE_EVERY == 0
        ? new RandomQuote(new Random(seed + number)).quote()
        : JsonMap.EMPTY;
  }

  private static JsonMap line(RandomWorld world, JsonMap quote) {
    JsonValue document = world.document();
    Change a = world.change(document);
    Change b = world.change(document);
    Change later = Ot.transform(b, a, Side.RIGHT);
    Cursor cursor = new Cursor(world.place(document), 2);
    JsonMap results = JsonMap.EMPTY
        .with("document", hash(JsonText.write(document)))
        .with("applied", hash(JsonText.write(Ot.apply(document, a))))
        .with("later", hash(form(later)))
        .with("earlier", hash(form(Ot.transform(a, b, Side.LEFT))))
        .with("composed", hash(form(Ot.compose(a, later))))
        .with("inverse", hash(form(Ot.invert(document, a))))
        .with("cursor", hash(moved(cursor, a, false)))
        .with("own", hash(moved(cursor, a, true)))
        .with("pricing", hash(JsonText.write(PricingForm.write(quote))));
    return JsonMap.EMPTY
        .with("document", text(JsonText.write(document)))
        .with("quote", text(JsonText.write(quote)))
        .with("a", text(form(a)))
        .with("b", text(form(b)))
        .with("cursor", text(cursor.path().toString()))
        .with("offset", JsonNumber.of(cursor.offset()))
        .with("results", results);
  }

  /** Results travel as hashes, so that the file stays small. */
  private static JsonNumber hash(String result) {
    return JsonNumber.of(result.hashCode());
  }

  private static JsonString text(String text) {
    return new JsonString(text);
  }

  private static String form(Change change) {
    return JsonText.write(OperationForm.write(change));
  }

  private static String moved(Cursor cursor, Change change, boolean own) {
    return cursor
        .transform(change, own)
        .map(place -> "{\"offset\":" + place.offset() + ",\"path\":"
            + JsonText.write(new JsonString(place.path().toString())) + "}")
        .orElse("");
  }

  /** {@code -Dengine=chromium} takes the browser even where Node is. */
  private static boolean hasNode() throws InterruptedException {
    if ("chromium".equals(System.getProperty("engine"))) {
      return false;
    }
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonObject onNode(Path cases) throws IOException, InterruptedException {
    Process node = new ProcessBuilder(
            "node",
            SCRIPTS.resolve("agree-node.mjs").toString(),
            ENGINE.toString(),
            cases.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).isZero();
    return new JsonObject(output);
  }

  private JsonObject inChromium() throws IOException {
    assumeTrue(Chromium.isInstalled(), "neither Node nor Chromium is installed here");
    Files.copy(ENGINE, folder.resolve("engine.js"));
    Files.copy(SCRIPTS.resolve("agree.mjs"), folder.resolve("agree.js"));
    Files.writeString(folder.resolve("index.html"), "<!doctype html>");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer files = SimpleFileServer.createFileServer(
        any, folder.toAbsolutePath(), SimpleFileServer.OutputLevel.NONE);
    files.start();
    try (Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page page = browser.newPage();
      page.setDefaultTimeout(0);
      page.navigate("http://127.0.0.1:" + files.getAddress().getPort() + "/");
      return new JsonObject(
          (String) page.evaluate("async () => { const engine = await import('/engine.js');"
              + " const { disagreements } = await import('/agree.js');"
              + " const text = await (await fetch('/cases.jsonl')).text();"
              + " return JSON.stringify(disagreements(engine, text)); }"));
    } finally {
      files.stop(0);
    }
  }
}
