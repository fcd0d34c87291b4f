package dev.quotey.live.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import dev.quotey.live.fakeslack.Workspace.Message;
import dev.quotey.live.server.EditorCrowd;
import dev.quotey.live.server.ServerProcess;
import dev.quotey.live.server.SlackServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several nodes speaks to Slack. */
class SlackClusterIT {
  private static final int NODES = 3;
  private static final int EDIT_MILLIS = 100;
  private static final int EDITS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String SPEAKS = "this node speaks to Slack";

  private final Vertx vertx = Vertx.vertx();
  private final EditorCrowd crowd = new EditorCrowd(vertx, EDIT_MILLIS);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    crowd.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName(
      "[SL24] of several nodes one speaks to Slack; when it is killed another goes on, and all is told once")
  void speaker() throws Exception {
    Map<String, String> settings = new HashMap<>();
    try (FakeSlack slack = FakeSlack.start(vertx, FakeSlackSettings.forTests(1))) {
      settings.putAll(SlackServer.environment(slack));
      try (Nodes nodes = Nodes.start(vertx, folder, NODES, settings)) {
        Awaitility.await().atMost(TIMEOUT).until(() -> speakers(nodes).size() == 1);
        int speaker = speakers(nodes).getFirst();
        // An editor does not look for another node; those of the killed one would be gone with it.
        for (int i = 1; i < NODES; i++) {
          ServerProcess node = nodes.node((speaker + i) % NODES);
          crowd.open("Q-1001", "e" + i, node.port(), node.token(i == 1 ? "ana" : "ben"), i);
        }
        crowd.awaitMore(EDITS);
        Awaitility.await().atMost(TIMEOUT).until(() -> digests(slack) > 0);
        assertThat(speakers(nodes)).containsExactly(speaker);
        nodes.node(speaker).kill();
        crowd.awaitMore(EDITS);
        Awaitility.await().atMost(TIMEOUT).until(() -> speakers(nodes).size() == 2);
        crowd.rest();
        ServerProcess alive = nodes.node((speaker + 1) % NODES);
        String revision = "*Revision*\\n" + revision(alive) + "\"";
        Awaitility.await()
            .atMost(TIMEOUT)
            .until(() -> messages(slack).stream()
                .anyMatch(one -> SlackServer.key(one).startsWith("card:")
                    && one.blocks().encode().contains(revision)));
        String last = ":" + revision(alive);
        Awaitility.await()
            .atMost(TIMEOUT)
            .until(() ->
                messages(slack).stream().anyMatch(one -> SlackServer.key(one).endsWith(last)));
        assertThat(messages(slack).stream().map(SlackServer::key)).doesNotHaveDuplicates();
      }
    }
  }

  private static List<Integer> speakers(Nodes nodes) {
    return IntStream.range(0, NODES)
        .filter(i -> output(nodes.node(i)).contains(SPEAKS))
        .boxed()
        .toList();
  }

  private static String output(ServerProcess node) {
    try {
      return node.output();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Message> messages(FakeSlack slack) {
    return slack.workspace().messages(SlackServer.DEALS);
  }

  private static long digests(FakeSlack slack) {
    return messages(slack).stream()
        .filter(one -> SlackServer.key(one).startsWith("digest:"))
        .count();
  }

  private static long revision(ServerProcess node) throws Exception {
    String token = node.token("ben");
    String session = new JsonObject(node.post("/api/quotes/Q-1001/sessions", token, ""))
        .getJsonObject("session")
        .getString("session_id");
    return new JsonObject(node.get("/api/sessions/" + session + "/operations?from=1", token))
        .getLong("revision");
  }
}
