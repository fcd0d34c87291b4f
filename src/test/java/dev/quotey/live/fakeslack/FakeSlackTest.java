package dev.quotey.live.fakeslack;

import static dev.quotey.live.fakeslack.SlackApp.ANA;
import static dev.quotey.live.fakeslack.SlackApp.DEALS;
import static dev.quotey.live.fakeslack.SlackApp.array;
import static dev.quotey.live.fakeslack.SlackApp.await;
import static dev.quotey.live.fakeslack.SlackApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.SlackApp.Answer;
import dev.quotey.live.fakeslack.Workspace.Call;
import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The Web API, called by HTTP. */
class FakeSlackTest {
  private static final String SECTION = "{'type':'section','text':{'type':'mrkdwn','text':'%s'}}";

  private final SlackApp app = new SlackApp();
  private final Workspace workspace = app.workspace();

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  @DisplayName(
      "[FS1] a call needs a token that is known and of the right kind, a known method, a body")
  void authentication() {
    assertThat(app.form("auth.test", Map.of()).error()).isEqualTo("not_authed");
    assertThat(app.call("auth.test", json("{}"), "xoxb-other").error()).isEqualTo("invalid_auth");
    assertThat(app.call("auth.test", json("{}"), "xapp-fake").error())
        .isEqualTo("not_allowed_token_type");
    assertThat(app.call("apps.connections.open", json("{}"), "xoxb-fake").error())
        .isEqualTo("not_allowed_token_type");
    assertThat(app.call("chat.nothing", json("{}")).error()).isEqualTo("unknown_method");
    assertThat(app.call("auth.test", json("{}")).body().getString("team_id")).isEqualTo("T0QUOTEY");
    String type = "application/json";
    assertThat(app.post("/api/auth.test", type, "{").body()).contains("invalid_json");
    assertThat(app.post("/api/auth.test", type, "[]").body()).contains("json_not_object");
    assertThat(app.post("/api/auth.test", "text/plain", "x").body()).contains("invalid_post_type");
  }

  @Test
  @DisplayName("[FS2] JSON and form bodies mean the same")
  void bodies() {
    String block = SECTION.formatted("1 &lt; 2 & ü").replace('\'', '"');
    Answer answer = app.form(
        "chat.postMessage",
        Map.of(
            "token", "xoxb-fake",
            "channel", "#deals",
            "text", "a+b=c",
            "blocks", "[" + block + "]",
            "metadata", "{\"event_type\":\"card\",\"event_payload\":{\"dedupe_key\":\"k\"}}"));
    Message message = workspace.message(DEALS, answer.ts()).orElseThrow();
    assertThat(message.text()).isEqualTo("a+b=c");
    assertThat(message.shownText()).isEqualTo("1 < 2 & ü");
    assertThat(message.metadata().orElseThrow().getString("event_type")).isEqualTo("card");
    assertThat(message.author()).isEqualTo("app");
    app.post("a+b=c", array("[" + block + "]"));
    assertThat(workspace.messages(DEALS).getLast().shownText()).isEqualTo(message.shownText());
  }

  @Test
  @DisplayName(
      "[FS3] a message needs a text or blocks, a channel and a thread that exist, and ts as text")
  void messages() {
    assertThat(app.post(" ").error()).isEqualTo("no_text");
    assertThat(app.post("x".repeat(40_001)).error()).isEqualTo("msg_too_long");
    assertThat(
            app.call("chat.postMessage", json("{'channel':'C0NO','text':'x'}")).error())
        .isEqualTo("channel_not_found");
    assertThat(app.reply("1.000001", "x").error()).isEqualTo("thread_not_found");
    String root = app.post("root").ts();
    String reply = app.reply(root, "reply").ts();
    assertThat(app.reply(reply, "x").error()).isEqualTo("thread_not_found");
    JsonObject number = json("{'channel':'C0DEALS','text':'x','thread_ts':1764057600.0001}");
    assertThat(app.call("chat.postMessage", number).error()).isEqualTo("invalid_arguments");
    assertThat(app.call("chat.postMessage", json("{'channel':'C0DEALS','text':'x','metadata':{}}"))
            .ok())
        .isTrue();
    JsonObject metadata = json("{'channel':'C0DEALS','text':'x','metadata':{'event_type':'a'}}");
    assertThat(app.call("chat.postMessage", metadata).error()).isEqualTo("invalid_metadata_format");
    assertThat(workspace.thread(DEALS, root)).extracting(Message::ts).containsExactly(root, reply);
    assertThat(reply).matches("\\d{10}\\.\\d{6}").isGreaterThan(root);
  }

  @Test
  @DisplayName(
      "[FS6] an edit replaces text and blocks, text alone removes blocks, others' are not touched")
  void updates() {
    String ts = app.post("old", array("[" + SECTION.formatted("old") + "]")).ts();
    assertThat(update(ts, "new").ok()).isTrue();
    Message message = workspace.message(DEALS, ts).orElseThrow();
    assertThat(message.blocks()).isEmpty();
    assertThat(message.updates()).isEqualTo(1);
    assertThat(message.shownText()).isEqualTo("new");
    assertThat(update("1.000001", "x").error()).isEqualTo("message_not_found");
    assertThat(update(ts, "").error()).isEqualTo("no_text");
    String others = await(app.slack().callers().say(ANA, DEALS, Optional.empty(), "mine"));
    assertThat(update(others, "x").error()).isEqualTo("cant_update_message");
    JsonObject theirs = new JsonObject().put("channel", DEALS).put("ts", others);
    assertThat(app.call("chat.delete", theirs).error()).isEqualTo("cant_delete_message");
    JsonObject mine = new JsonObject().put("channel", DEALS).put("ts", ts);
    assertThat(app.call("chat.delete", mine).ok()).isTrue();
    assertThat(workspace.message(DEALS, ts)).isEmpty();
  }

  private Answer update(String ts, String text) {
    return app.call(
        "chat.update", new JsonObject().put("channel", DEALS).put("ts", ts).put("text", text));
  }

  @Test
  @DisplayName(
      "[FS7] an ephemeral message is for one person, and cannot be edited; a permalink leads to a thread")
  void ephemeral() {
    String root = app.post("root").ts();
    Answer answer =
        app.call("chat.postEphemeral", json("{'channel':'C0DEALS','user':'U0ANA','text':'psst'}"));
    assertThat(workspace.ephemerals()).hasSize(1);
    assertThat(workspace.ephemerals().getFirst().user()).isEqualTo(ANA);
    assertThat(update(answer.body().getString("message_ts"), "x").error())
        .isEqualTo("message_not_found");
    assertThat(
            app.call("chat.postEphemeral", json("{'channel':'C0DEALS','user':'U0NO','text':'x'}"))
                .error())
        .isEqualTo("user_not_in_channel");
    String link = app.call(
            "chat.getPermalink", new JsonObject().put("channel", DEALS).put("message_ts", root))
        .body()
        .getString("permalink");
    assertThat(link).endsWith("/archives/C0DEALS/p" + root.replace(".", ""));
    String path = link.substring(link.indexOf("/archives"));
    assertThat(app.get(path).headers().firstValue("Location")).contains("/#C0DEALS/" + root);
  }

  @Test
  @DisplayName(
      "[FS9] a status shows for two minutes, until it is cleared, or until the app posts there")
  void status() {
    String root = app.post("root").ts();
    assertThat(setStatus("1.000001", "typing").error()).isEqualTo("invalid_thread_ts");
    setStatus(root, "is editing");
    assertThat(workspace.status(DEALS, root)).contains("is editing");
    app.pass(Duration.ofSeconds(121));
    assertThat(workspace.status(DEALS, root)).isEmpty();
    setStatus(root, "is editing");
    app.reply(root, "done");
    assertThat(workspace.status(DEALS, root)).isEmpty();
    setStatus(root, "is editing");
    setStatus(root, "");
    assertThat(workspace.status(DEALS, root)).isEmpty();
  }

  private Answer setStatus(String thread, String status) {
    return app.call(
        "assistant.threads.setStatus",
        new JsonObject().put("channel_id", DEALS).put("thread_ts", thread).put("status", status));
  }

  @Test
  @DisplayName(
      "[FS10] a thread is read in pages, with metadata only if asked; channels and people are known")
  void reads() {
    String root = app.post("root").ts();
    for (int i = 0; i < 4; i++) {
      app.reply(root, "reply " + i);
    }
    JsonObject asked = new JsonObject().put("channel", DEALS).put("ts", root).put("limit", 3);
    JsonObject first = app.call("conversations.replies", asked).body();
    assertThat(first.getJsonArray("messages")).hasSize(3);
    assertThat(first.getBoolean("has_more")).isTrue();
    String cursor = first.getJsonObject("response_metadata").getString("next_cursor");
    JsonObject second =
        app.call("conversations.replies", asked.copy().put("cursor", cursor)).body();
    assertThat(second.getJsonArray("messages")).hasSize(2);
    assertThat(second.getBoolean("has_more")).isFalse();
    assertThat(
            app.call("conversations.replies", asked.copy().put("cursor", "x")).error())
        .isEqualTo("invalid_cursor");
    assertThat(app.call("conversations.replies", asked.copy().put("ts", "1.0")).error())
        .isEqualTo("thread_not_found");
    metadata();
    assertThat(app.call("conversations.info", json("{'channel':'C0NO'}")).error())
        .isEqualTo("channel_not_found");
    JsonObject ana = app.call("users.info", json("{'user':'U0ANA'}")).body().getJsonObject("user");
    assertThat(ana.getJsonObject("profile").getString("email")).isEqualTo("ana@example.com");
    assertThat(app.call("users.info", json("{'user':'U0NO'}")).error()).isEqualTo("user_not_found");
    assertThat(
            app.call("users.lookupByEmail", json("{'email':'no@example.com'}")).error())
        .isEqualTo("users_not_found");
    assertThat(
            app.call("users.lookupByEmail", json("{'email':'eva@example.com'}")).ok())
        .isTrue();
  }

  private void metadata() {
    String ts = app.call(
            "chat.postMessage",
            json("{'channel':'C0DEALS','text':'x','metadata':"
                + "{'event_type':'card','event_payload':{'key':'1'}}}"))
        .ts();
    JsonObject asked = new JsonObject().put("channel", DEALS).put("ts", ts);
    assertThat(app.call("conversations.replies", asked).body().encode()).doesNotContain("card");
    asked.put("include_all_metadata", true);
    assertThat(app.call("conversations.replies", asked).body().encode()).contains("card");
  }

  @Test
  @DisplayName(
      "[FS12] mentions and links are found wherever Slack would make them, and nowhere else")
  void mentions() {
    found("hi <@U0ANA> <!channel> <!subteam^S1|x> <#C0DEALS> <!date^1^{date}|x>", "");
    assertThat(last().mentions())
        .containsExactly("<@U0ANA>", "<!channel>", "<!subteam^S1>", "<#C0DEALS>");
    found("<http://a.example/x?a=1&amp;b=2|A> &lt;!here&gt; https://b.example/. @here", "");
    assertThat(last().links()).containsExactly("http://a.example/x?a=1&b=2", "https://b.example/");
    assertThat(last().mentions()).isEmpty();
    found("@here https://b.example", "none");
    assertThat(last().links()).isEmpty();
    found("@here", "full");
    assertThat(last().mentions()).containsExactly("<!here>");
    app.post(
        "card",
        array(
            "[{'type':'header','text':{'type':'plain_text','text':'<!channel> http://a.example'}},"
                + "{'type':'section','text':{'type':'mrkdwn','verbatim':true,'text':'http://a.example'}},"
                + SECTION.formatted("http://c.example <!everyone>")
                + ",{'type':'actions','elements':[{'type':'button','url':'http://d.example',"
                + "'text':{'type':'plain_text','text':'Join'}}]}]"));
    assertThat(last().links()).containsExactly("http://c.example", "http://d.example");
    assertThat(last().mentions()).containsExactly("<!everyone>");
    assertThat(last().shownText())
        .isEqualTo(
            "<!channel> http://a.example\nhttp://a.example\nhttp://c.example @everyone\nJoin");
  }

  private void found(String text, String parse) {
    JsonObject given = new JsonObject().put("channel", DEALS).put("text", text);
    if (!parse.isEmpty()) {
      given.put("parse", parse);
    }
    app.call("chat.postMessage", given).ts();
  }

  private Message last() {
    return workspace.messages(DEALS).getLast();
  }

  @Test
  @DisplayName("[FS13] what a person types is escaped, so that it is no markup")
  void typed() {
    String typed = "<!channel> a & b http://a.example/?x=1&y=2.";
    String ts = await(app.slack().callers().say(ANA, DEALS, Optional.empty(), typed));
    Message message = workspace.message(DEALS, ts).orElseThrow();
    assertThat(message.text())
        .isEqualTo("&lt;!channel&gt; a &amp; b <http://a.example/?x=1&amp;y=2>.");
    assertThat(message.shownText()).isEqualTo(typed);
    assertThat(message.mentions()).isEmpty();
    assertThat(message.links()).containsExactly("http://a.example/?x=1&y=2");
  }

  @Test
  @DisplayName("[FS14] faults that are planned happen as often as planned, and some of them act")
  void faults() {
    Faults faults = app.slack().faults();
    faults.fail("chat.postMessage", Fault.RATE_LIMITED, 1);
    faults.retryAfterSeconds(7);
    Answer limited = app.post("x");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.retryAfter()).contains("7");
    faults.fail("*", Fault.SERVER_ERROR, 2);
    assertThat(app.post("x").status()).isEqualTo(500);
    assertThat(app.call("auth.test", json("{}")).status()).isEqualTo(500);
    assertThat(app.call("auth.test", json("{}")).ok()).isTrue();
    for (Fault fault : List.of(
        Fault.MISSING_SCOPE,
        Fault.CHANNEL_NOT_FOUND,
        Fault.MESSAGE_NOT_FOUND,
        Fault.INVALID_AUTH)) {
      faults.fail("chat.postMessage", fault, Integer.MAX_VALUE);
      assertThat(app.post("x").error()).isEqualTo(fault.code());
    }
    assertThat(workspace.messages(DEALS)).isEmpty();
    faults.clear();
    faults.fail("chat.postMessage", Fault.LOST_ANSWER, 1);
    assertThatThrownBy(() -> app.post("lost")).hasMessageContaining("EOF");
    faults.fail("chat.postMessage", Fault.SLOW, 1);
    assertThat(app.post("slow").ok()).isTrue();
    assertThat(workspace.messages(DEALS)).extracting(Message::text).containsExactly("lost", "slow");
    assertThat(workspace.calls())
        .first()
        .isEqualTo(new Call(
            "chat.postMessage", DEALS, workspace.calls().getFirst().at(), false, "ratelimited"));
    assertThat(workspace.calls()).hasSize(10);
  }

  @Test
  @DisplayName(
      "[FS11] over its rate a method waits, in its channel where it has one, and no other does")
  void rates() {
    try (SlackApp strict = new SlackApp(FakeSlackSettings.forTests(1))) {
      String ts = strict.post("1").ts();
      strict.post("2").ts();
      strict.post("3").ts();
      Answer fourth = strict.post("4");
      assertThat(fourth.status()).isEqualTo(429);
      assertThat(fourth.error()).isEqualTo("ratelimited");
      assertThat(fourth.retryAfter()).contains("1");
      strict
          .call("chat.postMessage", json("{'channel':'C0GENERAL','text':'x'}"))
          .ts();
      JsonObject edit = new JsonObject().put("channel", DEALS).put("ts", ts).put("text", "x");
      for (int i = 0; i < 10; i++) {
        strict.call("chat.update", edit).ts();
      }
      Answer eleventh = strict.call("chat.update", edit);
      assertThat(eleventh.status()).isEqualTo(429);
      assertThat(eleventh.retryAfter()).contains("2");
      strict.pass(Duration.ofSeconds(2));
      strict.call("chat.update", edit).ts();
      strict.post("4").ts();
      strict.post("5").ts();
      assertThat(strict.post("6").status()).isEqualTo(429);
      assertThat(strict.workspace().messages(DEALS)).hasSize(5);
      JsonArray none = new JsonArray();
      for (int i = 0; i < 6; i++) {
        none.add(strict.call("apps.connections.open", json("{}")).status());
      }
      assertThat(none.getInteger(5)).isEqualTo(429);
    }
  }
}
