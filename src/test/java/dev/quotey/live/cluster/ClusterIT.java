package dev.quotey.live.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.server.EditorCrowd;
import dev.quotey.live.server.LogCheck;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one database, with people at all of them. */
class ClusterIT {
  private static final int QUOTES = 6;
  private static final int EDIT_MILLIS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern STARTED = Pattern.compile("session started");

  private final Vertx vertx = Vertx.vertx();

  /** A client that nobody refers to is closed, and its sockets with it. */
  private final WebSocketClient sockets = vertx.createWebSocketClient();

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
      "[CN2] people at different nodes are in one session, and a killed node leaves no ghost;"
          + " [RV3] who logs out at one node has no socket at another within two seconds")
  void ghosts() throws Exception {
    try (Nodes nodes = Nodes.start(vertx, folder, 2)) {
      ServerProcess first = nodes.node(0);
      ServerProcess second = nodes.node(1);
      crowd.open("Q-1001", "c_ana", first.port(), first.token("ana"), 1);
      crowd.open("Q-1001", "c_ben", second.port(), second.token("ben"), 2);
      assertThat(participants(second)).contains("\"ana\"", "\"ben\"");
      assertThat(logoutElsewhere(first, second)).isLessThan(Duration.ofSeconds(2));
      first.kill();
      Awaitility.await().atMost(TIMEOUT).until(() -> {
        String there = participants(second);
        return there.contains("\"ben\"") && !there.contains("\"ana\"");
      });
    }
  }

  /** How long a socket at one node stays when its user logs out at another, with another ticket spent. */
  private Duration logoutElsewhere(ServerProcess here, ServerProcess there) throws Exception {
    String token = here.token("cleo");
    String ticket = new JsonObject(there.post("/api/tickets", token, "")).getString("ticket");
    String show = new JsonObject()
        .put("type", "send")
        .put("address", "auth")
        .put("replyAddress", "r")
        .put("body", new JsonObject().put("ticket", ticket))
        .encode();
    WebSocket socket = open(here);
    assertThat(answer(socket, show)).contains("\"cleo\"");
    // A ticket that one node has taken no other takes.
    WebSocket other = open(there);
    assertThat(answer(other, show)).contains("INVALID_TICKET");
    other.close();
    CompletableFuture<Long> closed = new CompletableFuture<>();
    socket.closeHandler(done -> closed.complete(System.nanoTime()));
    long start = System.nanoTime();
    there.post("/api/logout", token, "");
    Duration stayed = Duration.ofNanos(closed.get(10, TimeUnit.SECONDS) - start);
    assertThat(socket.closeStatusCode()).isEqualTo((short) 4401);
    System.out.println("logged out elsewhere after " + stayed.toMillis() + " ms");
    return stayed;
  }

  private WebSocket open(ServerProcess node) {
    return sockets
        .connect(node.port(), "127.0.0.1", "/eventbus/websocket")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static String answer(WebSocket socket, String message) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    socket.binaryMessageHandler(frame -> answer.complete(frame.toString()));
    socket.writeTextMessage(message);
    return answer.get(10, TimeUnit.SECONDS);
  }

  private static String participants(ServerProcess node) throws Exception {
    String token = node.token("ben");
    String session = new JsonObject(node.post("/api/quotes/Q-1001/sessions", token, ""))
        .getJsonObject("session")
        .getString("session_id");
    return node.get("/api/sessions/" + session + "/participants", token);
  }

  @Test
  @DisplayName("[CN3] a node that joins takes its share of the sessions, while people edit in them;"
      + " [CN7] from when it is ready it serves")
  void joining() throws Exception {
    try (Nodes nodes = Nodes.start(vertx, folder, 2)) {
      nodes.node(1).close();
      ServerProcess first = nodes.node(0);
      String token = first.token("ana");
      String document =
          first.get("/api/quotes/Q-1001", token).replace("\"quote_id\":\"Q-1001\",", "");
      for (int i = 0; i < QUOTES; i++) {
        first.put("C-" + i, document);
        crowd.open("C-" + i, "e" + i, first.port(), token, i);
      }
      assertThat(started(first)).isEqualTo(QUOTES);
      nodes.start(1);
      Awaitility.await().atMost(TIMEOUT).until(() -> started(nodes.node(1)) == QUOTES / 2);
      crowd.awaitServedSince(System.nanoTime());
      crowd.rest();
      LogCheck log = new LogCheck(nodes.database());
      for (String quote : crowd.quotes()) {
        log.check(quote, crowd.acknowledgements(quote), crowd.documents(quote));
      }
      LogCheck.checkOwners(nodes.output());
      assertThat(nodes.output()).doesNotContain("serving=false");
    }
  }

  private static long started(ServerProcess node) throws Exception {
    return STARTED.matcher(node.output()).results().count();
  }
}
