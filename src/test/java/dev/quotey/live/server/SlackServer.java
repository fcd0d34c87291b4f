package dev.quotey.live.server;

import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A server in this JVM that is connected to a fake Slack, whose limits are Slack's own. */
public final class SlackServer implements AutoCloseable {
  public static final String DEALS = "C0DEALS";
  static final String PUBLIC = "http://quotey.example";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final FakeSlackSettings SETTINGS = FakeSlackSettings.forTests(1);

  private final Vertx vertx = Vertx.vertx();
  private final FakeSlack slack;
  private final LocalServer server;
  private final Map<String, BusSocket> sockets = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();

  private SlackServer(Path folder, boolean overHttp, Map<String, String> settings)
      throws IOException {
    int port = FreePort.next();
    slack = FakeSlack.start(
        vertx,
        new FakeSlackSettings(
            SETTINGS.host(),
            0,
            SETTINGS.botToken(),
            SETTINGS.appToken(),
            SETTINGS.signingSecret(),
            overHttp ? Optional.of("http://127.0.0.1:" + port) : Optional.empty(),
            List.of("quotey.example"),
            Optional.empty(),
            1));
    Map<String, String> all = new HashMap<>(settings(slack, overHttp));
    all.put("http.port", String.valueOf(port));
    all.putAll(settings);
    server = LocalServer.start(folder, all);
  }

  /** @param overHttp whether Slack calls over HTTP, and not over the socket */
  static SlackServer start(Path folder, boolean overHttp, Map<String, String> settings)
      throws IOException {
    return new SlackServer(folder, overHttp, settings);
  }

  /** The settings that connect a server to this Slack. */
  static Map<String, String> settings(FakeSlack slack, boolean overHttp) {
    return Map.of(
        "slack.enabled",
        "true",
        "slack.fake",
        "false",
        "slack.api_url",
        slack.url() + "/api/",
        "slack.bot_token",
        SETTINGS.botToken(),
        "slack.app_token",
        overHttp ? "" : SETTINGS.appToken(),
        "slack.signing_secret",
        SETTINGS.signingSecret(),
        "slack.channel",
        DEALS,
        "slack.digest_seconds",
        "3",
        "slack.card_seconds",
        "1",
        "http.public_url",
        PUBLIC);
  }

  /** The environment that connects a server that is a process of its own to this Slack. */
  public static Map<String, String> environment(FakeSlack slack) {
    return settings(slack, false).entrySet().stream()
        .collect(Collectors.toMap(
            setting -> "QUOTEY_" + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
            Map.Entry::getValue));
  }

  FakeSlack slack() {
    return slack;
  }

  LocalServer server() {
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Has a user join the quote's session; its id. */
  String join(String user, String quote) throws Exception {
    BusSocket socket = BusSocket.open(vertx, server.port(), server.token(user));
    sockets.put(user, socket);
    return socket.join(quote, client(user));
  }

  private static String client(String user) {
    return "c_" + user;
  }

  /** Has a user who has joined change a value. */
  void set(String user, String session, String path, Object value) {
    long sequence = sequences.merge(user + session, 1L, Long::sum);
    JsonObject state =
        sockets.get(user).request("session." + session + ".participants", new JsonObject());
    JsonObject reply = sockets
        .get(user)
        .submit(
            session, client(user), sequence, state.getLong("revision"), BusSocket.set(path, value));
    if (!"committed".equals(reply.getString("status"))) {
      throw new AssertionError(reply.encode());
    }
  }

  JsonObject command(String user, String session, JsonObject command) {
    return sockets.get(user).request("session." + session + ".command", command);
  }

  void leave(String user, String session) {
    sockets
        .get(user)
        .request("session." + session + ".leave", new JsonObject().put("client_id", client(user)));
  }

  List<Message> messages() {
    return slack.workspace().messages(DEALS);
  }

  /** The thread's first message that shows {@code text}, once there is one. */
  Message message(String text) {
    return await(
            () -> messages().stream()
                .filter(one -> one.shownText().contains(text))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The session's card, once it shows {@code text}. */
  Message card(String session, String text) {
    return await(
            () -> messages().stream()
                .filter(one -> key(one).equals("card:" + session))
                .filter(one -> one.shownText().contains(text))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** What makes a message one, however often it is sent. */
  public static String key(Message message) {
    return message
        .metadata()
        .map(data ->
            data.getJsonObject("event_payload", new JsonObject()).getString("dedupe_key", ""))
        .orElse("");
  }

  <T> T await(Callable<T> what, Predicate<T> condition) {
    try {
      return Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(what, condition);
    } catch (ConditionTimeoutException e) {
      String seen = messages().stream()
          .map(one -> "\n" + one.updates() + " updates: " + one.shownText())
          .collect(Collectors.joining());
      throw new AssertionError(e.getMessage() + "; in the channel:" + seen, e);
    }
  }

  /** The address of the button of that label. */
  static String urlOf(JsonArray blocks, String label) {
    for (Object block : blocks) {
      for (Object one : ((JsonObject) block).getJsonArray("elements", new JsonArray())) {
        JsonObject element = (JsonObject) one;
        if (element.getValue("text") instanceof JsonObject text
            && text.getString("text").startsWith(label)) {
          return element.getString("url");
        }
      }
    }
    throw new AssertionError("no button " + label + " in " + blocks.encode());
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    sockets.values().forEach(BusSocket::close);
    server.close();
    slack.close();
    join(vertx.close());
  }
}
