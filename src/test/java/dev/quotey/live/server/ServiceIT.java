package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.server.LocalServer.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract's SessionService over REST, as its OpenAPI document says. */
class ServiceIT {
  private static final JsonObject NOTHING = new JsonObject();

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;
  private static OpenApi api;

  @BeforeAll
  static void start() throws Exception {
    server = LocalServer.start(folder, Map.of());
    HttpRequest.Builder anonymous = HttpRequest.newBuilder(server.uri("/api/openapi.json"));
    api = new OpenApi(VERTX, new JsonObject(server.send(anonymous).body()));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[SV1] every call of the OpenAPI document answers as it says, and is in it")
  void everyCall() throws Exception {
    call("ana", "POST", "/dev/token", new JsonObject().put("user", "ana"), 200);
    call("ana", "POST", "/dev/token", new JsonObject().put("user", "nobody"), 400);
    call("ana", "POST", "/api/tickets", NOTHING, 200);
    JsonObject somebody = new JsonObject().put("user_id", "somebody");
    call("eva", "POST", "/api/revocations", somebody, 200);
    call("ana", "POST", "/api/revocations", somebody, 403);
    call("cleo", "POST", "/api/logout", NOTHING, 200);
    call("eva", "GET", "/api/kpi", NOTHING, 200);
    call("eva", "GET", "/api/kpi?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z", NOTHING, 400);
    call("ana", "GET", "/api/kpi", NOTHING, 403);
    call("ana", "GET", "/api/quotes", NOTHING, 200);
    call("ana", "GET", "/api/quotes/Q-1001", NOTHING, 200);
    call("ana", "GET", "/api/quotes/none", NOTHING, 404);
    JsonObject quote = new JsonObject().put("currency", "USD").put("lines", new JsonArray());
    call("ana", "PUT", "/api/quotes/S-1", quote, 200);
    call("ana", "PUT", "/api/quotes/S-1", quote.copy().put("customer", "Again"), 200);
    call("ana", "PUT", "/api/quotes/S-1", quote.copy().put("discount_percent", 101), 422);
    call("ana", "PUT", "/api/quotes/S-1", quote.copy().put("currency", "EUR"), 422);
    call("ana", "GET", "/api/quotes/Q-1001/pricing", NOTHING, 200);
    call("ana", "GET", "/api/quotes/none/pricing", NOTHING, 404);
    call("ana", "POST", "/api/quotes/none/sessions", NOTHING, 404);

    String id = session("Q-1001");
    String path = "/api/sessions/" + id;
    JsonObject join = new JsonObject().put("client_id", "rest_1");
    call("ana", "POST", path + "/operations", submission(id, "rest_1", 1, 0), 409);
    JsonObject joined = call("ana", "POST", path + "/participants", join, 200).body();
    assertThat(joined.getJsonObject("snapshot").getJsonObject("document").getString("quote_id"))
        .isEqualTo("Q-1001");
    call("ben", "POST", path + "/participants", join, 409);
    call("ana", "POST", path + "/participants", new JsonObject().put("client", "x"), 400);
    call("ana", "GET", path + "/participants", NOTHING, 200);
    Answer applied = call("ana", "POST", path + "/operations", submission(id, "rest_1", 1, 0), 200);
    assertThat(applied.body().getString("op_id")).isEqualTo(id + ":1");
    assertThat(call("ana", "POST", path + "/operations", submission(id, "rest_1", 1, 0), 200)
            .body()
            .getString("status"))
        .isEqualTo("duplicate");
    JsonObject wrong = submission(id, "rest_1", 2, 1);
    wrong.getJsonArray("operations").getJsonObject(0).put("path", "/total");
    assertThat(call("ana", "POST", path + "/operations", wrong, 422).code())
        .isEqualTo("COMPUTED_FIELD");
    JsonObject hold = new JsonObject().put("command", "hold").put("line_id", "ln_1");
    call("ana", "POST", path + "/commands", hold, 200);
    assertThat(call("ben", "POST", path + "/commands", hold, 409).code()).isEqualTo("NOT_JOINED");
    call("ana", "POST", path + "/commands", new JsonObject().put("command", "dance"), 400);
    JsonObject approve = new JsonObject().put("command", "approve").put("revision", 1);
    assertThat(call("dan", "POST", path + "/commands", approve, 409).code())
        .isEqualTo("NOT_SUBMITTED");
    call("ana", "POST", path + "/restore", new JsonObject().put("revision", 0), 200);
    call("ana", "POST", path + "/restore", new JsonObject().put("revision", 99), 409);
    call("ana", "GET", path, NOTHING, 200);
    call("ana", "GET", path + "/operations?from=1", NOTHING, 200);
    call("ana", "GET", path + "/operations?from=x", NOTHING, 400);
    call("ana", "GET", path + "/history", NOTHING, 200);
    call("ana", "GET", path + "/history?from=99", NOTHING, 200);
    call("ana", "GET", path + "/history?path=x", NOTHING, 400);
    call("ana", "GET", path + "/history?newest=5&before=2", NOTHING, 200);
    call("ana", "GET", path + "/history?newest=x", NOTHING, 400);
    JsonArray found =
        call("ana", "GET", "/api/catalog?q=pro", NOTHING, 200).body().getJsonArray("products");
    assertThat(found.getJsonObject(0).getString("name")).isEqualTo("Pro seats");
    call("ana", "GET", "/api/catalog?q=" + "x".repeat(101), NOTHING, 400);
    call("ana", "GET", path + "/replay?revision=1", NOTHING, 200);
    call("ana", "GET", path + "/audit", NOTHING, 200);
    call("ana", "GET", "/api/quotes/Q-1001/sessions", NOTHING, 200);
    call("ana", "DELETE", path + "/participants/rest_1", NOTHING, 200);
    call("ana", "GET", "/api/sessions/none", NOTHING, 404);
    JsonObject timeout = new JsonObject().put("timeout_seconds", 0);
    String close = "/api/sessions/close_inactive";
    assertThat(call("ana", "POST", close, timeout, 403).code()).isEqualTo("ROLE_REQUIRED");
    call("eva", "POST", close, new JsonObject().put("timeout_seconds", "x"), 400);
    assertThat(call("eva", "POST", close, timeout, 200).body().getJsonArray("closed"))
        .isNotEmpty();
    assertThat(call("ana", "POST", path + "/restore", new JsonObject().put("revision", 0), 409)
            .code())
        .isEqualTo("SESSION_CLOSED");
    call("ana", "GET", path, NOTHING, 200);
    assertThat(call("ana", "GET", "/api/invites/x", NOTHING, 503).code())
        .isEqualTo("SLACK_DISABLED");
    call("ana", "POST", "/api/slack/links", new JsonObject().put("link", "x"), 503);
    call("ana", "PUT", "/api/quotes/Q-1001/thread", new JsonObject(), 503);
    assertThat(api.unanswered()).isEmpty();
    assertThat(server.get("/api/openapi.json").body()).contains(documentedRoutes());
  }

  @Test
  @DisplayName("[SV2] those who create at the same moment get the same session")
  void createTogether() throws Exception {
    for (int round = 0; round < 10; round++) {
      String quote = "T-" + round;
      server.call("ana", "PUT", "/api/quotes/" + quote, new JsonObject().put("currency", "USD"));
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> session(quote));
      }
      Set<String> sessions = new HashSet<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
        for (var done : threads.invokeAll(calls)) {
          sessions.add(done.get());
        }
      }
      assertThat(sessions).hasSize(1);
    }
  }

  private static Future<JsonObject> tell(Letter letter) {
    return letter.ask(server.vertx(), letter.localAddress(), 10_000);
  }

  @Test
  @DisplayName("[SV3] 200 joins and leaves at once end in a true list of participants")
  void joinsAndLeaves() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("200 joins and leaves, seed " + seed);
    Random random = new Random(seed);
    String id = session("Q-1003");
    SessionId session = new SessionId(id);
    List<Integer> clients = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
    Collections.shuffle(clients, random);
    Set<String> expected = new TreeSet<>();
    List<Future<?>> steps = new ArrayList<>();
    for (int client : clients) {
      // Two pages of each user; every fourth page stays.
      Identity identity = new Identity(
          "user" + client / 2, "User " + client / 2, "socket" + client, Set.of(), Rights.ALL);
      JsonObject body = new JsonObject().put("client_id", "page" + client);
      Future<?> step = tell(new Letter(session, Door.JOIN, body, identity));
      if (client % 4 != 0) {
        boolean clean = random.nextBoolean();
        step = step.compose(joined -> {
          if (clean) {
            return tell(new Letter(session, Door.LEAVE, body, identity));
          }
          Letter lost = new Letter(session, Door.DISCONNECTED, new JsonObject(), identity);
          lost.send(server.vertx(), lost.localAddress());
          return Future.succeededFuture();
        });
      } else {
        expected.add("user" + client / 2);
      }
      steps.add(step);
    }
    Future.all(steps).toCompletionStage().toCompletableFuture().join();
    assertThat(users(id)).isEqualTo(expected);
    // As it is noted in the database, once what was sent last is there.
    Awaitility.await().until(() -> {
      JsonObject noted =
          server.call("ana", "GET", "/api/sessions/" + id, NOTHING).body();
      return users(noted.getJsonObject("session")).equals(expected);
    });
  }

  @Test
  @DisplayName("[SV4] participants tell where they are")
  void positions() throws Exception {
    String id = session("Q-1004");
    try (BusSocket ana = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      ana.listen("session." + id + ".events");
      ana.request("session." + id + ".join", new JsonObject().put("client_id", "c1"));
      JsonObject cursor = new JsonObject().put("path", "/lines/#ln_1/quantity");
      ana.send(new JsonObject()
          .put("type", "send")
          .put("address", "session." + id + ".presence")
          .put(
              "body",
              new JsonObject()
                  .put("client_id", "c1")
                  .put("cursor", cursor)
                  .put("selection", new JsonObject().put("from", 1).put("to", 2))));
      ana.event("presence", one -> true);
      JsonObject participant = call(
              "ben", "GET", "/api/sessions/" + id + "/participants", NOTHING, 200)
          .body()
          .getJsonArray("participants")
          .getJsonObject(0);
      assertThat(participant.getJsonObject("cursor_position")).isEqualTo(cursor);
      assertThat(participant.getJsonObject("selection_range").getInteger("to")).isEqualTo(2);
    }
  }

  private static Set<String> users(String session) throws Exception {
    return users(server
        .call("ana", "GET", "/api/sessions/" + session + "/participants", NOTHING)
        .body());
  }

  private static Set<String> users(JsonObject list) {
    Set<String> users = new TreeSet<>();
    list.getJsonArray("participants")
        .forEach(one -> users.add(((JsonObject) one).getString("user_id")));
    return users;
  }

  private static String session(String quote) throws Exception {
    return call("ana", "POST", "/api/quotes/" + quote + "/sessions", NOTHING, 200)
        .body()
        .getJsonObject("session")
        .getString("session_id");
  }

  /** A call whose answer is as the OpenAPI document says. */
  private static Answer call(
      String user, String method, String path, JsonObject body, int expectedStatus)
      throws Exception {
    Answer answer = server.call(user, method, path, body);
    assertThat(answer.status()).as(method + " " + path + answer.body()).isEqualTo(expectedStatus);
    synchronized (api) {
      api.check(method, path, answer.status(), answer.body());
    }
    return answer;
  }

  /** The REST calls that docs/PROTOCOL.md lists, as the document writes them. */
  private static String[] documentedRoutes() throws Exception {
    Matcher rows = Pattern.compile("^\\| `[A-Z]+ (/api/[^`?]+)", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("docs/PROTOCOL.md")));
    Set<String> routes = new TreeSet<>();
    while (rows.find()) {
      routes.add("\"" + rows.group(1) + "\"");
    }
    assertThat(routes).hasSizeGreaterThan(8);
    return routes.toArray(new String[0]);
  }

  private static JsonObject submission(String session, String client, long sequence, long base) {
    JsonObject operation =
        new JsonObject().put("op_type", "set").put("path", "/customer").put("value", "By REST");
    return new JsonObject()
        .put("client_id", client)
        .put("client_seq", sequence)
        .put("parent_op_id", session + ":" + base)
        .put("operations", new JsonArray().add(operation));
  }
}
