package dev.quotey.live.fakeslack;

import static dev.quotey.live.fakeslack.SlackApp.ANA;
import static dev.quotey.live.fakeslack.SlackApp.DEALS;
import static dev.quotey.live.fakeslack.SlackApp.array;
import static dev.quotey.live.fakeslack.SlackApp.await;
import static dev.quotey.live.fakeslack.SlackApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.fakeslack.Callers.Acknowledged;
import dev.quotey.live.fakeslack.SlackApp.Connection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Slack tells the app by Socket Mode, and what the app answers. */
class FakeSlackEventsTest {
  private static final String BUTTONS = "[{'type':'actions','elements':[{'type':'button',"
      + "'action_id':'%s','value':'s_1','url':'http://a.example','text':"
      + "{'type':'plain_text','text':'Extend'}}]}]";
  private static final String LINK = "http://localhost:8080/quotes/Q-1";

  private final SlackApp app = new SlackApp(settings(Optional.empty()));
  private final Callers callers = app.slack().callers();

  static FakeSlackSettings settings(Optional<String> requestUrl) {
    FakeSlackSettings tests = FakeSlackSettings.forTests(100);
    return new FakeSlackSettings(
        tests.host(),
        tests.port(),
        tests.botToken(),
        tests.appToken(),
        tests.signingSecret(),
        requestUrl,
        List.of("localhost:8080"),
        Optional.empty(),
        tests.speed());
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private Connection connected() {
    Connection connection = app.connect();
    assertThat(connection.next().getString("type")).isEqualTo("hello");
    return connection;
  }

  @Test
  @DisplayName("[FS15] a ticket opens one connection, which says hello; there are ten at most")
  void hello() {
    String ticket = app.ticket();
    JsonObject hello = app.connect(ticket).next();
    assertThat(hello.getString("type")).isEqualTo("hello");
    assertThat(hello.getInteger("num_connections")).isEqualTo(1);
    assertThat(hello.getJsonObject("connection_info").getString("app_id")).isEqualTo("A0QUOTEY");
    assertThat(hello.getJsonObject("debug_info").getInteger("approximate_connection_time"))
        .isEqualTo(18_060);
    assertThatThrownBy(() -> app.connect(ticket)).isInstanceOf(RuntimeException.class);
    for (int i = 2; i <= 10; i++) {
      assertThat(app.connect().next().getInteger("num_connections")).isEqualTo(i);
    }
    Connection eleventh = app.connect();
    assertThat(eleventh.next().getString("reason")).isEqualTo("too_many_websockets");
    assertThat(eleventh.isClosedSoon()).isTrue();
    app.slack().faults().refuseConnections(true);
    assertThat(app.call("apps.connections.open", json("{}")).error()).isEqualTo("internal_error");
  }

  @Test
  @DisplayName(
      "[FS16] a press is an envelope to one connection, with all that an app needs to answer")
  void press() {
    Connection connection = connected();
    Connection other = connected();
    String ts = app.post("card", array(BUTTONS.formatted("extend"))).ts();
    Future<Acknowledged> press = callers.press(DEALS, ts, "extend", ANA);
    JsonObject envelope = (other.isQuiet() ? first(connection, other) : other).next();
    JsonObject payload = envelope.getJsonObject("payload");
    assertThat(envelope.getString("type")).isEqualTo("interactive");
    assertThat(envelope.getBoolean("accepts_response_payload")).isFalse();
    assertThat(envelope.getInteger("retry_attempt")).isZero();
    assertThat(payload.getString("type")).isEqualTo("block_actions");
    assertThat(payload.getString("trigger_id")).isNotBlank();
    assertThat(payload.getJsonObject("user").getString("id")).isEqualTo(ANA);
    assertThat(payload.getJsonObject("message").getString("ts")).isEqualTo(ts);
    assertThat(payload.getJsonObject("container").getString("channel_id")).isEqualTo(DEALS);
    JsonObject action = payload.getJsonArray("actions").getJsonObject(0);
    assertThat(action.getString("value")).isEqualTo("s_1");
    assertThat(action.getString("block_id")).isNotBlank();
    assertThat(action.getString("action_ts")).isNotBlank();
    assertThat(action.containsKey("url")).isFalse();
    connection.acknowledge(envelope);
    Acknowledged acknowledged = await(press);
    assertThat(acknowledged.bySocket()).isTrue();
    assertThat(acknowledged.payload()).isEmpty();
    assertThat(connection.isQuiet() && other.isQuiet()).isTrue();
    assertThatThrownBy(() -> await(callers.press(DEALS, ts, "other", ANA)))
        .hasMessage("no_such_button");
  }

  /** Connections take turns, so the first envelope is at whichever has something. */
  private static Connection first(Connection one, Connection other) {
    long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (one.isQuiet() && other.isQuiet() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return one.isQuiet() ? other : one;
  }

  @Test
  @DisplayName(
      "[FS17] without an acknowledgement an act times out; events are tried once more, others not")
  void timeouts() {
    try (SlackApp impatient = SlackApp.impatient(settings(Optional.empty()))) {
      Callers people = impatient.slack().callers();
      Connection connection = impatient.connect();
      connection.next();
      assertThatThrownBy(() -> await(people.command(ANA, DEALS, "/quotey", "list")))
          .hasMessage("operation_timeout");
      JsonObject command = connection.next();
      assertThat(command.getString("type")).isEqualTo("slash_commands");
      Future<String> said = people.say(ANA, DEALS, Optional.empty(), "see " + LINK);
      JsonObject first = connection.next();
      assertThat(first.getString("type")).isEqualTo("events_api");
      JsonObject again = connection.next();
      assertThat(again.getInteger("retry_attempt")).isEqualTo(1);
      assertThat(again.getString("retry_reason")).isEqualTo("timeout");
      assertThat(again.getJsonObject("payload")).isEqualTo(first.getJsonObject("payload"));
      assertThat(again.getString("envelope_id")).isNotEqualTo(first.getString("envelope_id"));
      connection.acknowledge(again);
      await(said);
      assertThatThrownBy(() -> await(people.say(ANA, DEALS, Optional.empty(), LINK)))
          .hasMessage("operation_timeout");
    }
  }

  @Test
  @DisplayName(
      "[FS18] what an app answers to a command at once is shown, and its response URL works five times")
  void responses() {
    Connection connection = connected();
    Future<Acknowledged> command = callers.command(ANA, DEALS, "/quotey", "list");
    JsonObject envelope = connection.next();
    assertThat(envelope.getBoolean("accepts_response_payload")).isTrue();
    JsonObject payload = envelope.getJsonObject("payload");
    assertThat(payload.getString("user_name")).isEqualTo("ana");
    connection.acknowledge(envelope, json("{'text':'3 sessions'}"));
    assertThat(await(command).payload().getString("text")).isEqualTo("3 sessions");
    assertThat(app.workspace().ephemerals().getLast().shownText()).isEqualTo("3 sessions");
    String url = payload.getString("response_url");
    assertThat(app.respond(url, json("{}")).error()).isEqualTo("no_text");
    assertThat(
            app.respond(url, json("{'text':'a','response_type':'in_channel'}")).ok())
        .isTrue();
    assertThat(app.workspace().messages(DEALS).getLast().text()).isEqualTo("a");
    for (int i = 0; i < 3; i++) {
      assertThat(app.respond(url, json("{'text':'b'}")).ok()).isTrue();
    }
    assertThat(app.respond(url, json("{'text':'c'}")).error()).isEqualTo("used_url");
    assertThat(app.workspace().ephemerals()).hasSize(4);
  }

  @Test
  @DisplayName(
      "[FS19] a response URL of a press can replace and delete the message, for half an hour")
  void replaces() {
    Connection connection = connected();
    String ts = app.post("card", array(BUTTONS.formatted("extend"))).ts();
    callers.press(DEALS, ts, "extend", ANA);
    String url = connection.next().getJsonObject("payload").getString("response_url");
    app.respond(url, json("{'text':'extended','replace_original':true}"));
    assertThat(app.workspace().message(DEALS, ts).orElseThrow().shownText()).isEqualTo("extended");
    app.pass(Duration.ofMinutes(31));
    assertThat(app.respond(url, json("{'delete_original':true}")).error()).isEqualTo("expired_url");
    String other = app.post("card", array(BUTTONS.formatted("extend"))).ts();
    callers.press(DEALS, other, "extend", ANA);
    url = connection.next().getJsonObject("payload").getString("response_url");
    assertThat(app.respond(url, json("{'delete_original':true}")).ok()).isTrue();
    assertThat(app.workspace().message(DEALS, other)).isEmpty();
  }

  @Test
  @DisplayName(
      "[FS8] links of people, not the app's, are told once for a message, and only they are unfurled")
  void unfurls() {
    Connection connection = connected();
    app.post("<" + LINK + ">");
    String text = LINK + " " + LINK + "?a=1 http://other.example " + LINK;
    Future<String> said = callers.say(ANA, DEALS, Optional.empty(), text);
    JsonObject envelope = connection.next();
    connection.acknowledge(envelope);
    JsonObject event = envelope.getJsonObject("payload").getJsonObject("event");
    assertThat(event.getString("type")).isEqualTo("link_shared");
    assertThat(event.getString("source")).isEqualTo("conversations_history");
    assertThat(event.getString("message_ts")).isEqualTo(await(said));
    assertThat(event.getJsonArray("links")).hasSize(2);
    JsonObject place =
        new JsonObject().put("channel", DEALS).put("ts", event.getString("message_ts"));
    assertThat(unfurl(place, "http://other.example")).isEqualTo("cannot_unfurl_url");
    assertThat(unfurl(place.copy().put("ts", "1.0"), LINK)).isEqualTo("cannot_unfurl_url");
    assertThat(unfurl(place, LINK)).isEmpty();
    assertThat(app.workspace().unfurls().getFirst().shownText()).isEqualTo("Quote");
    assertThat(connection.isQuiet()).isTrue();
  }

  @Test
  @DisplayName(
      "[FS20] a link in a composer is unfurled by its unfurl id alone, and is in no channel")
  void composer() {
    Connection connection = connected();
    Future<Acknowledged> composed = callers.compose(ANA, DEALS, "about " + LINK);
    JsonObject envelope = connection.next();
    connection.acknowledge(envelope);
    await(composed);
    JsonObject event = envelope.getJsonObject("payload").getJsonObject("event");
    assertThat(event.getString("source")).isEqualTo("composer");
    JsonObject byTs =
        new JsonObject().put("channel", DEALS).put("ts", event.getString("message_ts"));
    assertThat(unfurl(byTs, LINK)).isEqualTo("cannot_unfurl_url");
    JsonObject byId = new JsonObject().put("unfurl_id", event.getString("unfurl_id"));
    assertThat(unfurl(byId, LINK)).isEqualTo("missing_source");
    assertThat(unfurl(byId.put("source", "composer"), LINK)).isEmpty();
    assertThat(app.workspace().messages(DEALS)).isEmpty();
  }

  private String unfurl(JsonObject place, String link) {
    JsonObject previews = new JsonObject().put(link, json("{'text':'Quote'}"));
    return app.call("chat.unfurl", place.copy().put("unfurls", previews)).error();
  }

  @Test
  @DisplayName(
      "[FS21] envelopes are doubled, connections warned, refreshed and dropped, as planned")
  void connections() {
    Connection connection = connected();
    Faults faults = app.slack().faults();
    faults.duplicateEnvelopes(true);
    Future<Acknowledged> command = callers.command(ANA, DEALS, "/quotey", "");
    JsonObject first = connection.next();
    JsonObject second = connection.next();
    assertThat(second.getString("envelope_id")).isEqualTo(first.getString("envelope_id"));
    assertThat(second.getInteger("retry_attempt")).isEqualTo(1);
    connection.acknowledge(first);
    connection.acknowledge(second);
    await(command);
    faults.clear();
    faults.warnSockets();
    assertThat(connection.next().getString("reason")).isEqualTo("warning");
    faults.refreshSockets();
    assertThat(connection.next().getString("reason")).isEqualTo("refresh_requested");
    Connection fresh = connected();
    Future<Acknowledged> next = callers.command(ANA, DEALS, "/quotey", "");
    fresh.acknowledge(fresh.next());
    await(next);
    assertThat(connection.isClosedSoon()).isTrue();
    faults.dropSockets();
    assertThat(fresh.isCutSoon()).isTrue();
    assertThatThrownBy(() -> await(callers.command(ANA, DEALS, "/quotey", "")))
        .hasMessage("dispatch_failed");
  }

  @Test
  @DisplayName("[FS22] a connection that answers no ping is dropped")
  void pings() throws IOException {
    FakeSlackSettings settings = FakeSlackSettings.forTests(100);
    try (SlackApp strict = new SlackApp(settings, Duration.ofSeconds(3), Duration.ofMillis(100))) {
      URI url = URI.create(strict.ticket());
      Connection alive = strict.connect();
      try (Socket mute = new Socket(url.getHost(), url.getPort())) {
        mute.setSoTimeout(5_000);
        String request = "GET " + url.getPath() + "?" + url.getQuery() + " HTTP/1.1\r\n"
            + "Host: " + url.getAuthority() + "\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n";
        mute.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String all = new String(mute.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(all).contains("101 Switching").contains("hello");
      }
      assertThat(alive.next().getString("type")).isEqualTo("hello");
      Future<Acknowledged> command = strict.slack().callers().command(ANA, DEALS, "/quotey", "");
      alive.acknowledge(alive.next());
      await(command);
    }
  }
}
