package dev.quotey.live.server;

import static dev.quotey.live.server.SlackServer.DEALS;
import static dev.quotey.live.server.SlackServer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import dev.quotey.live.fakeslack.Faults.Fault;
import dev.quotey.live.fakeslack.Workspace.Message;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slack that fails, and nodes that do, while there is something to tell. */
@Tag("waiting")
class SlackFaultsIT {
  private static final String POST = "chat.postMessage";

  @TempDir
  Path folder;

  private SlackServer slack;

  @Test
  @DisplayName(
      "[SL19] where Slack asks for time, fails, or loses its answer, each message still comes, and once")
  void faults() throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, Map.of())) {
      slack = started;
      slack.slack().faults().fail(POST, Fault.RATE_LIMITED, 1);
      String session = slack.join("ana", "Q-1001");
      slack.card(session, "Ana Souza");
      String first = "/customer";
      slack.slack().faults().fail(POST, Fault.LOST_ANSWER, 1);
      slack.set("ana", session, first, "Lost answer");
      lookedFor(1);
      slack.slack().faults().fail(POST, Fault.SERVER_ERROR, 1);
      slack.set("ana", session, first, "Server error");
      slack.await(() -> digests("“Server error”"), count -> count == 1);
      assertThat(digests("“Lost answer”")).isEqualTo(2);
      assertThat(slack.messages().stream().map(SlackServer::key)).doesNotHaveDuplicates();
    }
  }

  private void lookedFor(int times) {
    slack.await(
        () -> slack.slack().workspace().calls().stream()
            .filter(call -> call.method().equals("conversations.replies") && call.ok())
            .count(),
        count -> count >= times);
  }

  private long digests(String text) {
    return slack.messages().stream()
        .filter(one -> key(one).startsWith("digest:") && one.shownText().contains(text))
        .count();
  }

  @Test
  @DisplayName(
      "[SL20] a message that Slack refuses is put aside, an operator sees it and has it sent after all")
  void deadLetter() throws Exception {
    Map<String, String> settings = new HashMap<>();
    try (SlackServer started = SlackServer.start(folder, false, settings)) {
      slack = started;
      String session = slack.join("ana", "Q-1001");
      slack.card(session, "Ana Souza");
      slack.slack().faults().fail(POST, Fault.CHANNEL_NOT_FOUND, 1);
      slack.set("ana", session, "/customer", "Refused");
      String listed = slack.await(
          () -> run("slack").toLowerCase(Locale.ROOT), text -> text.contains("refused digest:"));
      assertThat(listed).contains("channel_not_found", "0 wait, 1 refused");
      assertThat(run("slack", "--retry")).contains("1 wait, 0 refused");
      slack.await(() -> digests("“Refused”"), count -> count == 1);
      assertThat(run("slack")).contains("0 wait, 0 refused");
    }
  }

  @Test
  @DisplayName("[SL20] a message whose thread Slack does not let us begin is put aside, too")
  void refusedThread() throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, Map.of())) {
      slack = started;
      slack.slack().faults().fail(POST, Fault.CHANNEL_NOT_FOUND, Integer.MAX_VALUE);
      String session = slack.join("ana", "Q-1001");
      slack.set("ana", session, "/customer", "Refused");
      String listed = slack.await(
          () -> run("slack").toLowerCase(Locale.ROOT), text -> text.contains("refused digest:"));
      assertThat(listed).contains("channel_not_found", "0 wait, 1 refused");
      slack.slack().faults().clear();
      assertThat(run("slack", "--retry")).contains("1 wait, 0 refused");
      slack.await(() -> digests("“Refused”"), count -> count == 1);
      slack.card(session, "Ana Souza");
    }
  }

  private String run(String... arguments) {
    return TestCommands.run(
        Map.of("quotey.profile", "development", "quotey.data.dir", folder.toString()), arguments);
  }

  @Test
  @DisplayName("[SL21] a card or a thread that somebody has deleted is made anew")
  void deleted() throws Exception {
    try (SlackServer started = SlackServer.start(folder, false, Map.of())) {
      slack = started;
      String session = slack.join("ana", "Q-1001");
      Message card = slack.card(session, "Ana Souza");
      slack.slack().faults().fail("chat.update", Fault.MESSAGE_NOT_FOUND, 1);
      slack.set("ana", session, "/customer", "Anew");
      slack.await(
          () -> slack.messages().stream()
              .filter(one -> key(one).startsWith("card:") && !one.ts().equals(card.ts()))
              .anyMatch(one -> one.shownText().contains("Anew")),
          anew -> anew);
    }
  }

  @Test
  @DisplayName(
      "[SL22] while Slack is gone people edit as ever; nothing is lost when the node is killed, and all is told once when Slack is back")
  void killed() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (FakeSlack workspace = FakeSlack.start(vertx, FakeSlackSettings.forTests(1))) {
      Map<String, String> environment = SlackServer.environment(workspace);
      workspace.faults().fail("*", Fault.HANGS, Integer.MAX_VALUE);
      try (ServerProcess server = ServerProcess.start(folder, 0, environment);
          BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
        String session = ana.join("Q-1001", "c");
        for (int edit = 1; edit <= 20; edit++) {
          JsonObject reply =
              ana.submit(session, "c", edit, edit - 1L, BusSocket.set("/customer", "Edit " + edit));
          assertThat(reply.getString("status")).isEqualTo("committed");
        }
        server.kill();
      }
      workspace.faults().clear();
      try (ServerProcess server = ServerProcess.start(folder, 0, environment)) {
        assertThat(server.port()).isPositive();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> workspace.workspace().messages(DEALS).stream()
                .anyMatch(one ->
                    key(one).startsWith("digest:") && one.shownText().contains("“Edit 20”")));
        assertThat(workspace.workspace().messages(DEALS).stream().map(SlackServer::key))
            .doesNotHaveDuplicates()
            .hasSize(3);
      }
    } finally {
      SlackServer.join(vertx.close());
    }
  }
}
