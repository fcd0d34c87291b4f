package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.server.LocalServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do beside editing, and how it stands in the log with their edits. */
class CommandIT {
  private static final JsonObject NOTHING = new JsonObject();
  private static final String LINE =
      "{\"id\":\"%s\",\"quantity\":1,\"list_price\":%d," + "\"unit_price\":%d}";

  private static final Map<String, String> SETTINGS = Map.of("sessions.hold_grace_seconds", "1");

  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static LocalServer server;
  private static int nextQuote;

  private String quote;
  private String session;
  private BusSocket ana;
  private BusSocket ben;

  @BeforeAll
  static void startServer() {
    server = LocalServer.start(folder, SETTINGS);
  }

  @AfterAll
  static void stopServer() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Two people in a quote that needs a manager's and finance's approval. */
  @BeforeEach
  void open() throws Exception {
    quote = "C-" + nextQuote++;
    JsonArray lines = new JsonArray()
        .add(new JsonObject(LINE.formatted("a", 300_000, 200_000)))
        .add(new JsonObject(LINE.formatted("b", 100_000, 100_000)));
    put("ana", new JsonObject().put("currency", "USD").put("lines", lines));
    ana = BusSocket.open(VERTX, server.port(), server.token("ana"));
    ben = BusSocket.open(VERTX, server.port(), server.token("ben"));
    session = ana.join(quote, "c_ana");
    ben.join(quote, "c_ben");
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  @Test
  @DisplayName("[HO5] a held line is refused to others, over the socket and over REST")
  void held() throws Exception {
    assertThat(command(ana, hold("a", 60)).getString("status")).isEqualTo("committed");
    JsonObject refused = submit(ben, "c_ben", 1, quantity("a", 5));
    assertThat(code(refused)).isEqualTo("ROW_HELD");
    assertThat(refused.getJsonObject("error").getString("message"))
        .isEqualTo("Ana Souza holds this line");
    assertThat(submit(ben, "c_ben", 2, quantity("b", 5)).getString("status"))
        .isEqualTo("committed");
    JsonObject document = document();
    document.getJsonArray("lines").getJsonObject(0).put("quantity", 7);
    assertThat(put("ben", document).code()).isEqualTo("ROW_HELD");
    assertThat(put("ana", document).status()).isEqualTo(200);
    assertThat(code(command(ben, new JsonObject().put("command", "release").put("line_id", "a"))))
        .isEqualTo("NOT_HELD");
  }

  @Test
  @DisplayName("[HO6] a hold ends by itself, and both its beginning and its end are in the log")
  void expires() throws Exception {
    command(ana, hold("a", 1));
    assertThat(code(submit(ben, "c_ben", 1, quantity("a", 5)))).isEqualTo("ROW_HELD");
    ben.event("committed", one -> one.getString("user_id").equals("system"));
    assertThat(submit(ben, "c_ben", 2, quantity("a", 5)).getString("status"))
        .isEqualTo("committed");
    JsonArray history =
        get("/api/sessions/" + session + "/history?path=/holds").getJsonArray("history");
    assertThat(history.stream().map(one -> ((JsonObject) one).getString("user_id")))
        .containsExactly("ana", "system");
  }

  @Test
  @DisplayName("[HO7] a hold ends when its holder leaves or the session closes")
  void leaves() throws Exception {
    command(ana, hold("a", 600));
    ana.request("session." + session + ".leave", new JsonObject().put("client_id", "c_ana"));
    ben.event("committed", one -> one.getLong("revision") == 2);
    assertThat(submit(ben, "c_ben", 1, quantity("a", 5)).getString("status"))
        .isEqualTo("committed");
    command(ben, hold("b", 600));
    server.call(
        "eva", "POST", "/api/sessions/close_inactive", new JsonObject().put("timeout_seconds", 0));
    assertThat(document().containsKey("holds")).isFalse();
    assertThat(document().getJsonArray("lines").getJsonObject(0).getInteger("quantity"))
        .isEqualTo(5);
  }

  @Test
  @DisplayName("[HO8] after a restart a hold ends unless its holder comes back")
  void restart() throws Exception {
    command(ana, hold("a", 600));
    command(ben, hold("b", 600));
    server.close();
    server = LocalServer.start(folder, SETTINGS);
    try (BusSocket again = BusSocket.open(VERTX, server.port(), server.token("ana"))) {
      again.join(quote, "c_ana");
      again.event("committed", one -> one.getString("user_id").equals("system"));
      assertThat(document().getJsonObject("holds").fieldNames()).containsExactly("a");
    }
  }

  @Test
  @DisplayName("[AP7] an edit makes a submitted quote stale in the very next revision")
  void stale() throws Exception {
    long submitted = submitForApproval();
    submit(ben, "c_ben", 1, quantity("b", 2));
    JsonObject next = ana.event("committed", one -> one.getLong("revision") == submitted + 3);
    assertThat(next.getString("user_id")).isEqualTo("ben");
    JsonObject approval = document().getJsonObject("approval");
    assertThat(approval.getString("state")).isEqualTo("STALE");
    assertThat(approval.getString("stale_by")).isEqualTo("ben");
    assertThat(approval.getLong("stale_revision")).isEqualTo(submitted + 2);
    assertThat(approve("dan", submitted).code()).isEqualTo("APPROVAL_STALE");
  }

  @Test
  @DisplayName("[AP8] of an approval and an edit at the same moment one is refused")
  void race() throws Exception {
    int approvals = 0;
    for (int round = 1; round <= 20; round++) {
      long submitted = submitForApproval();
      assertThat(approve("dan", submitted).status()).isEqualTo(200);
      int number = round;
      Callable<String> approving = () -> approve("eva", submitted).code();
      Callable<String> editing =
          () -> code(submit(ben, "c_ben", number, quantity("b", 100 + number)));
      boolean approvalAskedFirst = round % 2 == 0;
      List<String> codes = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        // Who is asked first differs; which of them is first decides the session.
        for (Future<String> one : threads.invokeAll(
            approvalAskedFirst ? List.of(approving, editing) : List.of(editing, approving))) {
          codes.add(one.get());
        }
      }
      assertThat(codes).containsOnlyOnce("");
      assertThat(codes).containsAnyOf("APPROVAL_STALE", "QUOTE_APPROVED");
      boolean approved = codes.get(approvalAskedFirst ? 0 : 1).isEmpty();
      String state = document().getJsonObject("approval").getString("state");
      assertThat(state).isEqualTo(approved ? "APPROVED" : "STALE");
      approvals += approved ? 1 : 0;
      if (approved) {
        command(ana, new JsonObject().put("command", "revise"));
      }
    }
    System.out.println("approval won " + approvals + " of 20");
  }

  @Test
  @DisplayName("[AP9] an approved quote is refused to every way of editing it, until revised")
  void approved() throws Exception {
    long submitted = submitForApproval();
    approve("dan", submitted);
    assertThat(approve("eva", submitted).status()).isEqualTo(200);
    assertThat(document().getString("status")).isEqualTo("approved");
    assertThat(code(submit(ben, "c_ben", 1, quantity("b", 2)))).isEqualTo("QUOTE_APPROVED");
    JsonObject document = document();
    document.getJsonArray("lines").remove(1);
    assertThat(put("ana", document).code()).isEqualTo("QUOTE_APPROVED");
    assertThat(server
            .call("ana", "POST", path("/restore"), new JsonObject().put("revision", 0))
            .code())
        .isEqualTo("");
    String verified = TestCommands.run(
        Map.of("quotey.profile", "development", "quotey.data.dir", folder.toString()),
        "verify",
        session);
    assertThat(verified).endsWith("sound");
    command(ana, new JsonObject().put("command", "revise").put("note", "one more"));
    assertThat(put("ana", document).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("[HI1] the history tells who changed what from what to what, also of one cell")
  void history() throws Exception {
    submit(ana, "c_ana", 1, quantity("a", 2));
    submit(ben, "c_ben", 1, quantity("b", 3));
    submit(ben, "c_ben", 2, quantity("a", 4));
    JsonObject all = get("/api/sessions/" + session + "/history");
    assertThat(all.getJsonArray("history")).hasSize(3);
    JsonArray cell = get("/api/sessions/" + session + "/history?path=/lines/%23a/quantity")
        .getJsonArray("history");
    assertThat(cell.stream().map(CommandIT::sentence))
        .containsExactly("ana /lines/#a/quantity 1 2", "ben /lines/#a/quantity 2 4");
    assertThat(get("/api/sessions/" + session + "/history?from=3").getJsonArray("history"))
        .hasSize(1);
  }

  @Test
  @DisplayName("[HI3] the newest changes of a cell are told first, also those of its whole line")
  void newest() throws Exception {
    submit(ana, "c_ana", 1, quantity("a", 2));
    submit(ben, "c_ben", 1, quantity("b", 3));
    submit(ben, "c_ben", 2, quantity("a", 4));
    JsonObject line = new JsonObject().put("id", "n").put("quantity", 5);
    submit(
        ana,
        "c_ana",
        2,
        new JsonObject()
            .put("op_type", "insert")
            .put("path", "/lines")
            .put("index", 0)
            .put("value", line));
    assertThat(newest("?newest=2"))
        .containsExactly("ana /lines/#n null " + line, "ben /lines/#a/quantity 2 4");
    assertThat(newest("?newest=9&before=3"))
        .containsExactly("ben /lines/#b/quantity 1 3", "ana /lines/#a/quantity 1 2");
    assertThat(newest("?newest=1&path=/lines/%23a/quantity"))
        .containsExactly("ben /lines/#a/quantity 2 4");
    assertThat(newest("?newest=9&path=/lines/%23n/quantity"))
        .containsExactly("ana /lines/#n/quantity null 5");
    assertThat(newest("?newest=9&path=/lines/%23a/notes")).isEmpty();
  }

  private List<String> newest(String query) throws Exception {
    return get(path("/history" + query)).getJsonArray("history").stream()
        .map(CommandIT::sentence)
        .toList();
  }

  @Test
  @DisplayName("[HI2] an earlier revision comes back by new operations, and nothing is rewritten")
  void restore() throws Exception {
    submit(ana, "c_ana", 1, quantity("a", 2));
    JsonObject delete =
        new JsonObject().put("op_type", "delete").put("path", "/lines/#b").put("index", 1);
    submit(ben, "c_ben", 1, delete);
    JsonObject restored =
        ben.request("session." + session + ".restore", new JsonObject().put("revision", 1));
    assertThat(restored.getLong("revision")).isEqualTo(3);
    JsonObject event = ana.event("committed", one -> one.getLong("revision") == 3);
    assertThat(event.getString("user_id")).isEqualTo("ben");
    assertThat(event.getJsonArray("operations").getJsonObject(0).getString("op_type"))
        .isEqualTo("insert");
    assertThat(get(path("/replay?revision=3")).getJsonObject("document"))
        .isEqualTo(get(path("/replay?revision=1")).getJsonObject("document"));
    JsonObject again =
        ben.request("session." + session + ".restore", new JsonObject().put("revision", 3));
    assertThat(again.getString("status")).isEqualTo("unchanged");
  }

  private static String sentence(Object entry) {
    JsonObject one = (JsonObject) entry;
    JsonObject change = one.getJsonArray("changes").getJsonObject(0);
    return one.getString("user_id") + " " + change.getString("path") + " "
        + change.getValue("before") + " " + change.getValue("after");
  }

  /** The revision that was submitted. */
  private long submitForApproval() throws Exception {
    JsonObject reply = command(ana, new JsonObject().put("command", "submit_for_approval"));
    assertThat(reply.getString("status")).as(reply.encode()).isEqualTo("committed");
    JsonObject approval = document().getJsonObject("approval");
    assertThat(approval.getString("state")).isEqualTo("PENDING");
    return approval.getLong("revision");
  }

  private Answer approve(String user, long revision) throws Exception {
    JsonObject command = new JsonObject().put("command", "approve").put("revision", revision);
    return server.call(user, "POST", path("/commands"), command);
  }

  private String path(String rest) {
    return "/api/sessions/" + session + rest;
  }

  private JsonObject command(BusSocket socket, JsonObject command) {
    return socket.request("session." + session + ".command", command);
  }

  private static JsonObject hold(String line, int seconds) {
    return new JsonObject().put("command", "hold").put("line_id", line).put("seconds", seconds);
  }

  private static JsonObject quantity(String line, int value) {
    return BusSocket.set("/lines/#" + line + "/quantity", value);
  }

  private JsonObject submit(BusSocket socket, String client, long sequence, JsonObject operation) {
    long revision = socket
        .request("session." + session + ".join", new JsonObject().put("client_id", client))
        .getLong("revision");
    return socket.submit(session, client, sequence, revision, operation);
  }

  private Answer put(String user, JsonObject document) throws Exception {
    return server.call(user, "PUT", "/api/quotes/" + quote, document);
  }

  private JsonObject document() throws Exception {
    return get("/api/quotes/" + quote);
  }

  private static JsonObject get(String path) throws Exception {
    return server.call("ana", "GET", path, NOTHING).body();
  }

  private static String code(JsonObject reply) {
    return reply.getJsonObject("error", NOTHING).getString("code", "");
  }
}
