package dev.quotey.live.server;

import static dev.quotey.live.server.SlackServer.DEALS;
import static dev.quotey.live.server.SlackServer.PUBLIC;
import static dev.quotey.live.server.SlackServer.key;
import static dev.quotey.live.server.SlackServer.urlOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Slack is told of sessions. */
@Tag("waiting")
class SlackIT {
  @TempDir
  Path folder;

  private SlackServer slack;

  private interface Story {
    void happen() throws Exception;
  }

  private void with(Map<String, String> settings, Story story) throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, settings)) {
      slack = started;
      story.happen();
    }
  }

  private String firstLine(String quote) throws Exception {
    JsonObject document = slack
        .server()
        .call("ana", "GET", "/api/quotes/" + quote, new JsonObject())
        .body();
    return "/lines/#" + document.getJsonArray("lines").getJsonObject(0).getString("id");
  }

  @Test
  @DisplayName(
      "[SL7] a session has one card in its quote's thread, which shows people, revision and total, and the thread says who is editing")
  void card() throws Exception {
    with(Map.of(), () -> {
      String session = slack.join("ana", "Q-1001");
      Message card = slack.card(session, "Ana Souza");
      Message root = slack.messages().getFirst();
      assertThat(card.threadTs()).contains(root.ts());
      assertThat(urlOf(card.blocks(), "Join session")).isEqualTo(PUBLIC + "/quotes/Q-1001");
      slack.await(
          () -> slack.slack().workspace().status(DEALS, root.ts()).orElse(""),
          status -> status.contains("Ana Souza is editing"));

      slack.join("ben", "Q-1001");
      slack.set("ben", session, firstLine("Q-1001") + "/quantity", 77);
      Message later = slack.card(session, "from ");
      assertThat(later.ts()).isEqualTo(card.ts());
      assertThat(later.shownText())
          .contains("Ana Souza and Ben Carter", "Ben Carter changed Quantity of", "to 77");
      JsonObject pricing = slack
          .server()
          .call("ana", "GET", "/api/quotes/Q-1001/pricing", new JsonObject())
          .body();
      assertThat(later.shownText().replace(",", "")).contains(pricing.getString("total"));

      slack.leave("ana", session);
      slack.leave("ben", session);
      slack.card(session, "nobody now");
      slack.await(
          () -> slack.slack().workspace().status(DEALS, root.ts()), status -> status.isEmpty());
      assertThat(slack.messages().stream().filter(one -> key(one).startsWith("card:")))
          .hasSize(1);
    });
  }

  @Test
  @DisplayName("[SL6] who may only look is in the quote, and not said to edit it")
  void viewer() throws Exception {
    with(Map.of(), () -> {
      String session = slack.join("cleo", "Q-1003");
      Message card = slack.card(session, "Cleo");
      assertThat(card.shownText()).doesNotContain("diting");
      String thread = slack.messages().getFirst().ts();
      assertThat(slack.slack().workspace().status(DEALS, thread)).isEmpty();
      slack.join("ana", "Q-1003");
      slack.await(
          () -> slack.slack().workspace().status(DEALS, thread).orElse(""),
          status -> status.contains("Ana Souza is editing"));
      assertThat(slack.card(session, "Ana Souza").shownText()).contains("Cleo");
    });
  }

  @Test
  @DisplayName("[SL8] where a workspace allows no status, the card says who is editing")
  void noStatus() throws Exception {
    with(Map.of(), () -> {
      slack
          .slack()
          .faults()
          .fail("assistant.threads.setStatus", Fault.MISSING_SCOPE, Integer.MAX_VALUE);
      String session = slack.join("ana", "Q-1001");
      slack.card(session, "Editing now: Ana Souza");
      slack.leave("ana", session);
      slack.card(session, "nobody now");
      assertThat(slack.card(session, "").shownText()).doesNotContain("Editing now");
      assertThat(slack.slack().workspace().calls().stream()
              .filter(call -> call.method().equals("assistant.threads.setStatus")))
          .hasSize(1);
    });
  }

  @Test
  @DisplayName(
      "[SL9] edits are told as one digest, by person and net; the next comes no sooner than allowed")
  void digest() throws Exception {
    with(Map.of(), () -> {
      String session = slack.join("ana", "Q-1001");
      slack.join("ben", "Q-1001");
      String line = firstLine("Q-1001");
      slack.set("ana", session, line + "/quantity", 5);
      slack.set("ben", session, line + "/quantity", 6);
      slack.set("ana", session, "/customer", "<!channel> & Sons https://evil.example");
      slack.set("ben", session, line + "/unit_price", 1);
      slack.set("ben", session, line + "/unit_price", 850);
      Message digest = slack.message("made");
      assertThat(digest.shownText())
          .contains("Ben Carter", "changed Quantity of", "to 6", "Ana Souza", "changed Customer")
          .doesNotContain("to 5");
      assertThat(digest.mentions()).isEmpty();
      assertThat(digest.links()).isEmpty();
      long digests = digests();
      slack.set("ana", session, line + "/quantity", 8);
      slack.set("ana", session, line + "/quantity", 6);
      slack.set("ana", session, "/customer", "Acme");
      slack.await(this::digests, told -> told > digests);
      Message second = slack.messages().getLast();
      assertThat(second.shownText()).contains("“Acme”").doesNotContain("Quantity");
      assertThat(slack.messages()).allSatisfy(one -> assertThat(one.mentions()).isEmpty());
      assertThat(slack.messages().stream().flatMap(one -> one.links().stream()))
          .allMatch(link -> link.startsWith(PUBLIC + "/quotes/"));
    });
  }

  private long digests() {
    return slack.messages().stream()
        .filter(one -> key(one).startsWith("digest:"))
        .count();
  }

  @Test
  @DisplayName(
      "[SL10] the end is announced before it comes, \"keep open\" puts it off, and what it came to is told")
  void warning() throws Exception {
    Map<String, String> soon =
        Map.of("sessions.idle_timeout_seconds", "12", "sessions.idle_warning_seconds", "6");
    with(soon, () -> {
      String session = slack.join("ana", "Q-1001");
      slack.set("ana", session, firstLine("Q-1001") + "/quantity", 9);
      slack.leave("ana", session);
      Message warning = slack.message("closes at");
      SlackServer.join(slack.slack().callers().press(DEALS, warning.ts(), "keep_open", "U0BEN"));
      slack.message("Kept open by *Ben Carter*");
      assertThat(audit(session)).contains("extended by ben");
      assertThat(slack.messages()).noneMatch(one -> one.shownText().contains("Session closed"));

      Message summary = slack.message("Session closed");
      assertThat(summary.shownText()).contains("*Ana Souza* (1 change)", "→", "nobody was active");
      assertThat(urlOf(summary.blocks(), "History")).isEqualTo(PUBLIC + "/quotes/Q-1001#history");
      assertThat(slack.card(session, "closed").shownText()).doesNotContain("Close session");
    });
  }

  private List<String> audit(String session) throws Exception {
    return slack
        .server()
        .call("ana", "GET", "/api/sessions/" + session + "/audit", new JsonObject())
        .body()
        .getJsonArray("audit")
        .stream()
        .map(JsonObject.class::cast)
        .map(one -> one.getString("event") + " by " + one.getString("actor"))
        .toList();
  }

  @Test
  @DisplayName("[SL11] each step of an approval is told at once, before what was edited")
  void approval() throws Exception {
    with(Map.of("slack.digest_seconds", "60"), () -> {
      String session = slack.join("ana", "Q-1001");
      slack.set("ana", session, firstLine("Q-1001") + "/discount_percent", 45);
      slack.command("ana", session, new JsonObject().put("command", "submit_for_approval"));
      Message asked = slack.message("asks for approval");
      assertThat(asked.shownText()).contains("Ana Souza", "manager");
      slack.card(session, "Waits for approval");
      slack.set("ana", session, firstLine("Q-1001") + "/discount_percent", 44);
      slack.message("holds no more");
      assertThat(digests()).isZero();
    });
  }

  @Test
  @DisplayName(
      "[SL12] mute stops digests and leaves the card; close ends the session in the name of who pressed it")
  void buttons() throws Exception {
    with(Map.of("sessions.close_notice_seconds", "0"), () -> {
      String session = slack.join("ana", "Q-1001");
      Message card = slack.card(session, "Ana Souza");
      SlackServer.join(slack.slack().callers().press(DEALS, card.ts(), "mute", "U0ANA"));
      slack.card(session, "Tell changes again");
      slack.set("ana", session, firstLine("Q-1001") + "/quantity", 31);
      slack.card(session, "to 31");
      SlackServer.join(slack.slack().callers().press(DEALS, card.ts(), "close_session", "U0GUEST"));
      slack.await(
          () -> slack.slack().workspace().ephemerals(),
          all -> all.stream().anyMatch(one -> one.shownText().contains("Sign in once")));
      assertThat(audit(session)).noneMatch(one -> one.startsWith("closed"));
      SlackServer.join(slack.slack().callers().press(DEALS, card.ts(), "close_session", "U0BEN"));
      slack.message("Session closed");
      assertThat(audit(session)).contains("closed by ben");
      assertThat(digests()).isZero();
    });
  }
}
