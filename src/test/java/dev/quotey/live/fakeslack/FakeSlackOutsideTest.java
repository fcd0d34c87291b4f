package dev.quotey.live.fakeslack;

import static dev.quotey.live.fakeslack.SlackApp.ANA;
import static dev.quotey.live.fakeslack.SlackApp.DEALS;
import static dev.quotey.live.fakeslack.SlackApp.array;
import static dev.quotey.live.fakeslack.SlackApp.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.fakeslack.Callers.Acknowledged;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed HTTP to the app, the page, and the file. */
class FakeSlackOutsideTest {
  private static final String LINK = "http://localhost:8080/quotes/Q-1";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  private record Received(
      String path, String body, String signature, String timestamp, String retry, String reason) {}

  /** What the app answers; -1 is no answer at all. */
  private record Reply(int status, String body) {}

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private HttpServer server(Function<Received, Reply> reply) {
    return await(vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> {
          Received one = new Received(
              request.path(),
              body.toString(),
              header(request, Signature.HEADER),
              header(request, Signature.TIMESTAMP_HEADER),
              header(request, "X-Slack-Retry-Num"),
              header(request, "X-Slack-Retry-Reason"));
          received.add(one);
          Reply answer = reply.apply(one);
          if (answer.status() > 0) {
            request.response().setStatusCode(answer.status()).end(answer.body());
          }
        }))
        .listen(0, "127.0.0.1"));
  }

  private static String header(HttpServerRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("");
  }

  private FakeSlackSettings settingsFor(Function<Received, Reply> reply) {
    String url = "http://127.0.0.1:" + server(reply).actualPort();
    return FakeSlackEventsTest.settings(Optional.of(url));
  }

  private SlackApp slackFor(Function<Received, Reply> reply) {
    return new SlackApp(settingsFor(reply));
  }

  @Test
  @DisplayName("[FS23] without a socket, events, presses and commands come by HTTP, signed")
  void signed() throws InterruptedException {
    try (SlackApp app = slackFor(one -> new Reply(200, "heard"))) {
      Callers callers = app.slack().callers();
      Acknowledged command = await(callers.command(ANA, DEALS, "/quotey", "a & b"));
      assertThat(command.bySocket()).isFalse();
      assertThat(app.workspace().ephemerals().getLast().text()).isEqualTo("heard");
      Received one = received.take();
      assertThat(one.path()).isEqualTo("/slack/command");
      assertThat(Arguments.form(one.body()).getString("text")).isEqualTo("a & b");
      assertThat(one.signature())
          .isEqualTo(Signature.sign("fake-signing-secret", one.timestamp(), one.body()))
          .isNotEqualTo(Signature.sign("other", one.timestamp(), one.body()));
      String ts = app.post(
              "card",
              array("[{'type':'actions','elements':[{'type':'button','action_id':'a',"
                  + "'text':{'type':'plain_text','text':'A'}}]}]"))
          .ts();
      await(callers.press(DEALS, ts, "a", ANA));
      Received press = received.take();
      assertThat(press.path()).isEqualTo("/slack/interactivity");
      String payload = Arguments.form(press.body()).getString("payload");
      assertThat(new JsonObject(payload).getString("type")).isEqualTo("block_actions");
      await(callers.say(ANA, DEALS, Optional.empty(), LINK));
      Received event = received.take();
      assertThat(event.path()).isEqualTo("/slack/events");
      assertThat(event.retry()).isEmpty();
    }
    // Computed by another implementation.
    assertThat(Signature.sign("secret", "1764057600", "a=1"))
        .isEqualTo("v0=a49efc31fe98f5d61f4fac5b91055dd6156d40577522e6ccdf09492c289bfd61");
  }

  @Test
  @DisplayName(
      "[FS24] an event by HTTP that fails or is not acknowledged is tried once more, and says why")
  void retries() throws InterruptedException {
    try (SlackApp app =
        slackFor(one -> one.retry().isEmpty() ? new Reply(500, "") : new Reply(200, ""))) {
      await(app.slack().callers().say(ANA, DEALS, Optional.empty(), LINK));
      received.take();
      Received again = received.take();
      assertThat(again.retry()).isEqualTo("1");
      assertThat(again.reason()).isEqualTo("http_error");
      assertThatThrownBy(() -> await(app.slack().callers().command(ANA, DEALS, "/quotey", "")))
          .hasMessage("http_service_error");
    }
    received.clear();
    try (SlackApp app = SlackApp.impatient(settingsFor(one -> new Reply(-1, "")))) {
      assertThatThrownBy(() -> await(app.slack().callers().say(ANA, DEALS, Optional.empty(), LINK)))
          .hasMessage("operation_timeout");
      received.take();
      assertThat(received.take().reason()).isEqualTo("http_timeout");
    }
  }

  @Test
  @DisplayName("[FS25] a request URL is asked for a challenge")
  void challenge() {
    try (SlackApp app =
        slackFor(one -> new Reply(200, new JsonObject(one.body()).getString("challenge")))) {
      assertThat(await(app.slack().callers().verifyUrl()).bySocket()).isFalse();
    }
    try (SlackApp app = slackFor(one -> new Reply(200, "no"))) {
      assertThatThrownBy(() -> await(app.slack().callers().verifyUrl()))
          .hasMessage("challenge_failed");
    }
  }

  @Test
  @DisplayName(
      "[FS26] with a file, a restart remembers channels and threads; another file is refused")
  void remembers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("slack.json");
    String root;
    String reply;
    try (SlackApp app = new SlackApp(kept(file))) {
      root = app.post("root <!channel>", array("[{'type':'divider'}]")).ts();
      reply = app.reply(root, "reply").ts();
    }
    try (SlackApp app = new SlackApp(kept(file))) {
      List<Workspace.Message> thread = app.workspace().thread(DEALS, root);
      assertThat(thread).extracting(Workspace.Message::ts).containsExactly(root, reply);
      assertThat(thread.getFirst().mentions()).containsExactly("<!channel>");
      assertThat(thread.getFirst().blocks()).hasSize(1);
      assertThat(app.reply(root, "later").ts()).isGreaterThan(reply);
    }
    Files.writeString(file, "{}");
    FakeSlackSettings settings = kept(file);
    assertThatThrownBy(() -> FakeSlack.start(vertx, settings))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no file of a fake Slack");
  }

  private static FakeSlackSettings kept(Path file) {
    FakeSlackSettings tests = FakeSlackSettings.forTests(100);
    return new FakeSlackSettings(
        tests.host(),
        tests.port(),
        tests.botToken(),
        tests.appToken(),
        tests.signingSecret(),
        Optional.empty(),
        List.of(),
        Optional.of(file),
        tests.speed());
  }

  @Test
  @DisplayName("[FS27] the page is strict, says what it is, and gets no markup of anybody")
  void page() {
    try (SlackApp app = new SlackApp()) {
      HttpResponse<String> page = app.get("/");
      assertThat(page.body()).contains("Fake Slack").contains("for demonstration");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("require-trusted-types-for 'script'")
          .doesNotContain("unsafe");
      assertThat(page.body()).doesNotContain("<style").doesNotContain("style=");
      assertThat(app.get("/page.js").body()).doesNotContain("innerHTML");
      assertThat(app.get("/page.css").statusCode()).isEqualTo(200);
      String said = new JsonObject()
          .put("user", ANA)
          .put("channel", DEALS)
          .put("text", "<img src=x onerror=alert(1)>")
          .encode();
      assertThat(app.post("/ui/say", "text/plain", said).statusCode()).isEqualTo(415);
      assertThat(app.post("/ui/say", "application/json", said).body()).contains("\"ok\":true");
      app.post("<script>");
      HttpResponse<String> state = app.get("/ui/state?me=U0ANA");
      assertThat(state.body()).doesNotContain("<").contains("\\u003cscript");
      assertThat(new JsonObject(state.body()).getJsonArray("channels")).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "[FS28] the page is told when something has changed, and ephemeral messages of its person alone")
  void live() throws InterruptedException {
    try (SlackApp app = new SlackApp()) {
      long version = new JsonObject(app.get("/ui/state").body()).getLong("version");
      Thread writer = Thread.ofVirtual()
          .start(() -> app.call(
              "chat.postEphemeral",
              new JsonObject().put("channel", DEALS).put("user", ANA).put("text", "psst")));
      String told = app.get("/ui/state?me=U0ANA&since=" + version).body();
      assertThat(new JsonObject(told).getLong("version")).isGreaterThan(version);
      assertThat(app.get("/ui/state?me=U0ANA").body()).contains("psst");
      assertThat(app.get("/ui/state?me=U0BEN").body()).doesNotContain("psst");
      writer.join();
    }
  }
}
