package dev.quotey.live.server;

import static dev.quotey.live.server.SlackServer.DEALS;
import static dev.quotey.live.server.SlackServer.PUBLIC;
import static dev.quotey.live.server.SlackServer.urlOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.Callers;
import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.Workspace.Call;
import dev.quotey.live.fakeslack.Workspace.Ephemeral;
import dev.quotey.live.fakeslack.Workspace.Message;
import dev.quotey.live.fakeslack.Workspace.Unfurl;
import dev.quotey.live.protocol.SignedLink;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from Slack, over its socket and over HTTP. */
@Tag("waiting")
class SlackCallsIT {
  @TempDir
  Path folder;

  private SlackServer slack;

  private Callers callers() {
    return slack.slack().callers();
  }

  private Ephemeral answered(String user, String text) {
    return slack
        .await(
            () -> slack.slack().workspace().ephemerals().stream()
                .filter(one -> one.user().equals(user) && one.shownText().contains(text))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String parameter(String url, String name) {
    return url.substring(url.indexOf(name + "=") + name.length() + 1);
  }

  @ParameterizedTest(name = "[SL13] over HTTP: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "[SL13] the command opens a quote's session, by a link for who asked and nobody else")
  void command(boolean overHttp) throws Exception {
    try (SlackServer started = SlackServer.start(folder, overHttp, Map.of())) {
      slack = started;
      if (!overHttp) {
        slack.join("ana", "Q-1004");
      }
      awaitSocket(overHttp);
      SlackServer.join(callers().command("U0BEN", DEALS, "/quote", "session Q-1001"));
      Ephemeral answer = answered("U0BEN", "is open");
      String url = urlOf(answer.blocks(), "Join as Ben Carter");
      assertThat(url).startsWith(PUBLIC + "/quotes/Q-1001?invite=");
      String path = "/api/invites/" + parameter(url, "invite");
      assertThat(slack.server().call("ben", "GET", path, new JsonObject()).body())
          .isEqualTo(new JsonObject().put("quote_id", "Q-1001").put("user_id", "ben"));
      assertThat(slack.server().call("ana", "GET", path, new JsonObject()).code())
          .isEqualTo("LINK_OF_ANOTHER");
      assertThat(slack.server().call("ben", "GET", path + "x", new JsonObject()).code())
          .isEqualTo("LINK_EXPIRED");

      SlackServer.join(callers().command("U0BEN", DEALS, "/quote", "session <!channel>"));
      answered("U0BEN", "There is no quote or session");
      SlackServer.join(callers().command("U0BEN", DEALS, "/quote", ""));
      answered("U0BEN", "/quote session Q-1001");
      assertThat(slack.slack().workspace().ephemerals())
          .noneMatch(one -> (one.text() + one.blocks().encode()).contains("<!channel"));
    }
  }

  private void awaitSocket(boolean overHttp) {
    if (!overHttp) {
      slack.await(this::opened, count -> count >= 1);
    }
  }

  @Test
  @DisplayName(
      "[SL14] whom nobody knows says once who it is, signed in; a name or a foreign address shows nothing")
  void linking() throws Exception {
    try (SlackServer started = SlackServer.start(folder, true, Map.of())) {
      slack = started;
      SlackServer.join(callers().command("U0GUEST", DEALS, "/quote", "session Q-1001"));
      String url = urlOf(answered("U0GUEST", "Sign in once").blocks(), "Say who I am");
      assertThat(url).startsWith(PUBLIC + "/slack.html?link=");
      JsonObject link = new JsonObject().put("link", parameter(url, "link"));
      LocalServer.Answer linked = slack.server().call("cleo", "POST", "/api/slack/links", link);
      assertThat(linked.body().getString("user_id")).isEqualTo("cleo");
      SlackServer.join(callers().command("U0GUEST", DEALS, "/quote", "session Q-1001"));
      urlOf(answered("U0GUEST", "is open").blocks(), "Join as Cleo Martin");

      String invitation = new SignedLink(
              SignedLink.Purpose.JOIN, "U0ANA", "x", Instant.now().plusSeconds(60))
          .sign("another key");
      assertThat(slack
              .server()
              .call("cleo", "POST", "/api/slack/links", new JsonObject().put("link", invitation))
              .code())
          .isEqualTo("LINK_EXPIRED");
    }
  }

  @Test
  @DisplayName(
      "[SL15] a link to a quote shows what it is, if who posted it is known; else only that it is one")
  void unfurl() throws Exception {
    try (SlackServer started = SlackServer.start(folder, true, Map.of())) {
      slack = started;
      String url = PUBLIC + "/quotes/Q-1001";
      SlackServer.join(callers().say("U0ANA", DEALS, Optional.empty(), "See " + url));
      assertThat(unfurled(1).getLast().shownText()).contains("Northwind", "91,604.04 USD");
      SlackServer.join(callers().say("U0GUEST", DEALS, Optional.empty(), "And " + url));
      assertThat(unfurled(2).getLast().shownText())
          .contains("Sign in")
          .doesNotContain("Northwind", "91,604");
      SlackServer.join(callers().compose("U0ANA", DEALS, url));
      unfurled(3);
    }
  }

  @Test
  @DisplayName("[RI11] in Slack everybody has the rights that they have elsewhere")
  void rights() throws Exception {
    Path grants = folder.resolve("grants.json");
    Files.writeString(grants, """
        [{"user":"ana","quotes":"*","access":"owner"},
         {"user":"cleo","quotes":"Q-1001","access":"editor"}]""");
    Map<String, String> settings =
        Map.of("access.source", "file", "access.file", grants.toString());
    try (SlackServer started = SlackServer.start(folder, true, settings)) {
      slack = started;
      String session = slack.join("ana", "Q-1001");
      Message card = slack.card(session, "Ana Souza");
      SlackServer.join(callers().press(DEALS, card.ts(), "close_session", "U0CLEO"));
      answered("U0CLEO", "does not allow that");
      SlackServer.join(callers().press(DEALS, card.ts(), "mute", "U0CLEO"));
      answered("U0CLEO", "not told here any more");
      SlackServer.join(callers().command("U0CLEO", DEALS, "/quote", "session Q-1002"));
      answered("U0CLEO", "There is no quote or session");
      String url = PUBLIC + "/quotes/";
      SlackServer.join(callers().say("U0CLEO", DEALS, Optional.empty(), "See " + url + "Q-1002"));
      assertThat(unfurled(1).getLast().shownText()).contains("Sign in");
      SlackServer.join(callers().say("U0CLEO", DEALS, Optional.empty(), "See " + url + "Q-1001"));
      assertThat(unfurled(2).getLast().shownText()).contains("Northwind");
      SlackServer.join(callers().press(DEALS, card.ts(), "close_session", "U0ANA"));
      answered("U0ANA", "The session closes");
    }
  }

  private List<Unfurl> unfurled(int count) {
    return slack.await(() -> slack.slack().workspace().unfurls(), all -> all.size() >= count);
  }

  @Test
  @DisplayName(
      "[SL16] what comes twice is done once; a socket that is dropped or renewed comes back")
  void twice() throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, Map.of())) {
      slack = started;
      String session = slack.join("ana", "Q-1001");
      Message card = slack.card(session, "Ana Souza");
      awaitSocket(false);
      slack.slack().faults().duplicateEnvelopes(true);
      SlackServer.join(callers().command("U0ANA", DEALS, "/quote", "session Q-1001"));
      SlackServer.join(callers().press(DEALS, card.ts(), "mute", "U0ANA"));
      answered("U0ANA", "not told here any more");
      slack.slack().faults().duplicateEnvelopes(false);
      slack.slack().faults().refreshSockets();
      slack.await(this::opened, count -> count >= 2);
      // The second was asked for, and may not be there yet.
      slack.await(
          () -> {
            slack.slack().faults().dropSockets();
            return opened();
          },
          count -> count >= 3);
      slack.await(() -> callers().command("U0BEN", DEALS, "/quote", "session Q-1002"), sent -> {
        try {
          return SlackServer.join(sent).bySocket();
        } catch (RuntimeException e) {
          return false;
        }
      });
      answered("U0BEN", "is open");
      assertThat(slack.slack().workspace().ephemerals().stream()
              .filter(one -> one.user().equals("U0ANA")))
          .hasSize(2);
    }
  }

  @Test
  @DisplayName("[SL16] where Slack opens no socket it is asked less and less often")
  void noSocket() throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, Map.of())) {
      slack = started;
      awaitSocket(false);
      String method = "apps.connections.open";
      Instant since = Instant.now();
      slack.slack().faults().fail(method, Fault.INVALID_AUTH, Integer.MAX_VALUE);
      // It may be asked for, and not be there yet.
      slack.await(
          () -> {
            slack.slack().faults().dropSockets();
            return asked(method, since);
          },
          calls -> !calls.isEmpty());
      List<Instant> asked = slack.await(() -> asked(method, since), calls -> calls.size() >= 3);
      assertThat(Duration.between(asked.get(0), asked.get(1))).isGreaterThan(Duration.ofSeconds(1));
      assertThat(Duration.between(asked.get(1), asked.get(2))).isGreaterThan(Duration.ofSeconds(9));
    }
  }

  private List<Instant> asked(String method, Instant since) {
    return slack.slack().workspace().calls().stream()
        .filter(call -> call.method().equals(method) && call.at().isAfter(since))
        .map(Call::at)
        .toList();
  }

  /** How often a socket was asked for, and there was one. */
  private long opened() {
    return slack.slack().workspace().calls().stream()
        .filter(call -> call.method().equals("apps.connections.open") && call.ok())
        .count();
  }

  @Test
  @DisplayName("[SL3] a call without Slack's signature is refused unread, and does nothing")
  void forged() throws Exception {
    try (SlackServer started = SlackServer.start(folder, true, Map.of())) {
      slack = started;
      for (String path : new String[] {"events", "interactivity", "command"}) {
        HttpRequest.Builder request = HttpRequest.newBuilder(slack.server().uri("/slack/" + path))
            .POST(BodyPublishers.ofString("{\"type\":\"url_verification\",\"challenge\":\"x\"}"));
        assertThat(slack.server().send(request).statusCode()).isEqualTo(401);
      }
      assertThat(
              slack.server().call("ana", "GET", "/api/quotes", new JsonObject()).status())
          .isEqualTo(200);
      SlackServer.join(callers().verifyUrl());
    }
  }

  @Test
  @DisplayName(
      "[SL17] the host system says which thread is a quote's, and there the session is told")
  void thread() throws Exception {
    try (SlackServer started = SlackServer.start(folder, true, Map.of())) {
      slack = started;
      String ts = SlackServer.join(callers().say("U0DAN", "C0GENERAL", Optional.empty(), "Deal"));
      JsonObject thread = new JsonObject().put("channel", "C0GENERAL").put("thread_ts", ts);
      assertThat(slack
              .server()
              .call("ana", "PUT", "/api/quotes/Q-1001/thread", thread)
              .code())
          .isEqualTo("ROLE_REQUIRED");
      assertThat(slack
              .server()
              .call("eva", "PUT", "/api/quotes/Q-1001/thread", thread)
              .status())
          .isEqualTo(200);
      slack.join("ana", "Q-1001");
      slack.await(() -> slack.slack().workspace().thread("C0GENERAL", ts), all -> all.size() == 2);
      assertThat(slack.messages()).isEmpty();
    }
  }
}
