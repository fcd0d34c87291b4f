package dev.quotey.live.server;

import static dev.quotey.live.server.SlackServer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.Workspace.Call;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often Slack is told of people who edit without a pause. */
@Tag("waiting")
class SlackPaceIT {
  private static final int EDITS = 1_000;
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @TempDir
  Path folder;

  private SlackServer slack;

  @Test
  @DisplayName(
      "[SL18] a thousand edits in a minute are at most fifteen changes of the card and two replies, within Slack's limits")
  void noSpam() throws Exception {
    Map<String, String> usual = Map.of("slack.digest_seconds", "60", "slack.card_seconds", "5");
    try (SlackServer started = SlackServer.start(folder, false, usual)) {
      slack = started;
      String session = slack.join("ana", "Q-1001");
      slack.card(session, "Ana Souza");
      JsonObject quote = slack
          .server()
          .call("ana", "GET", "/api/quotes/Q-1001", new JsonObject())
          .body();
      String path =
          "/lines/#" + quote.getJsonArray("lines").getJsonObject(0).getString("id") + "/quantity";
      Instant start = Instant.now();
      editAThousandTimes(session, path);
      Instant end = Instant.now();
      slack.card(session, String.valueOf(EDITS));
      slack.await(() -> replies(start), count -> count > 0);
      List<Call> calls = slack.slack().workspace().calls().stream()
          .filter(call -> call.at().isAfter(start) && call.at().isBefore(end))
          .toList();
      assertThat(calls.stream().filter(call -> call.method().equals("chat.update")))
          .hasSizeLessThanOrEqualTo(15);
      assertThat(replies(start)).isBetween(1L, 2L);
      assertThat(slack.slack().workspace().calls()).allMatch(Call::ok);
    }
  }

  private void editAThousandTimes(String session, String path) {
    AtomicInteger edits = new AtomicInteger();
    try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> editing = pace.scheduleAtFixedRate(
          () -> slack.set("ana", session, path, edits.incrementAndGet()),
          0,
          MINUTE.toMillis() / EDITS,
          TimeUnit.MILLISECONDS);
      Awaitility.await().atMost(MINUTE.multipliedBy(2)).until(() -> edits.get() >= EDITS);
      editing.cancel(false);
    }
  }

  private long replies(Instant since) {
    return slack.messages().stream()
        .filter(one -> key(one).startsWith("digest:"))
        .filter(one -> Double.parseDouble(one.ts()) > since.getEpochSecond())
        .count();
  }
}
