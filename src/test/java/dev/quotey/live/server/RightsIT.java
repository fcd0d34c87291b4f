package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.server.LocalServer.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What users may do with a quote: Ana owns all, Cleo edits Q-1001 and Q-1002 and views the rest. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class RightsIT {
  /** Occurs nowhere else. */
  private static final String COST = "4711.13";

  private static final String LINE = "/lines/#ln_1";
  private static final List<String> SECRETS =
      List.of(COST, "\"unit_cost\":", "/unit_cost", "content_hash");

  @TempDir
  static Path folder;

  private static LocalServer server;

  @BeforeAll
  static void start() {
    server = LocalServer.start(folder, Map.of());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static BusSocket open(String user) throws Exception {
    return BusSocket.open(server.vertx(), server.port(), server.token(user));
  }

  private static String code(JsonObject reply) {
    return reply.getJsonObject("error", new JsonObject()).getString("code", "");
  }

  @Test
  @DisplayName("[RI7] who may not see a column gets it in no snapshot, event, answer or file")
  void hiddenEverywhere() throws Exception {
    try (BusSocket ana = open("ana");
        BusSocket cleo = open("cleo")) {
      String session = ana.join("Q-1001", "ana");
      cleo.join("Q-1001", "cleo");
      assertThat(ana.submit(session, "ana", 1, 0, BusSocket.set(LINE + "/unit_cost", 4711.13))
              .getString("status"))
          .isEqualTo("committed");
      ana.submit(session, "ana", 2, 1, inserted("x1", 4711.13));
      ana.submit(session, "ana", 3, 2, BusSocket.set(LINE + "/quantity", 7));
      JsonObject submit = new JsonObject().put("command", "submit_for_approval");
      ana.request("session." + session + ".command", submit);
      ana.event("committed", event -> event.getLong("revision") == 4);
      cleo.event("committed", event -> event.getLong("revision") == 4);
      assertThat(ana.received().toString()).contains(COST).contains("content_hash");

      String path = "session." + session + ".join";
      cleo.request(path, new JsonObject().put("client_id", "cleo2"));
      cleo.request(path, new JsonObject().put("client_id", "cleo3").put("last_revision", 0));
      assertThat(cleo.received().toString())
          .contains("x1")
          .doesNotContain(SECRETS.toArray(String[]::new));
      assertThat(cleo.received().toString()).contains("\"hidden_columns\":[\"unit_cost\"]");

      for (String read : List.of(
          "/api/quotes/Q-1001",
          "/api/quotes/Q-1001?format=csv",
          "/api/quotes/Q-1001/pricing",
          "/api/sessions/" + session + "/operations?from=1",
          "/api/sessions/" + session + "/history?from=1",
          "/api/sessions/" + session + "/history?newest=50",
          "/api/sessions/" + session + "/history?newest=5&path=" + LINE.replace("#", "%23"),
          "/api/sessions/" + session + "/replay?revision=4")) {
        assertThat(read("ana", read)).as(read).containsAnyOf("unit_cost", "content_hash");
        assertThat(read("cleo", read))
            .as(read)
            .isNotEmpty()
            .doesNotContain(SECRETS.toArray(String[]::new));
      }
    }
  }

  private static JsonObject inserted(String id, double cost) {
    return new JsonObject()
        .put("op_type", "insert")
        .put("path", "/lines")
        .put("index", 0)
        .put("value", new JsonObject().put("id", id).put("quantity", 1).put("unit_cost", cost));
  }

  /** A new quote with one line of a product that the catalogue lists at 79. */
  private static JsonObject made(String member, int value) {
    JsonObject line = new JsonObject().put("id", "a").put("product_id", "p_crm-pro");
    return new JsonObject()
        .put("currency", "USD")
        .put("lines", new JsonArray().add(line.put(member, value)));
  }

  private static String read(String user, String path) throws Exception {
    return server
        .send(HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + server.token(user))
            .GET())
        .body();
  }

  @Test
  @DisplayName("[RI2] an editor changes what is for editors, and no column that is not, by any way")
  void fixed() throws Exception {
    try (BusSocket cleo = open("cleo")) {
      String session = cleo.join("Q-1002", "cleo");
      JsonObject quote = new JsonObject(read("cleo", "/api/quotes/Q-1002"));
      String line = "/lines/#" + quote.getJsonArray("lines").getJsonObject(0).getString("id");
      assertThat(code(cleo.submit(session, "cleo", 1, 0, BusSocket.set(line + "/list_price", 1))))
          .isEqualTo("COLUMN_FIXED");
      assertThat(code(cleo.submit(session, "cleo", 1, 0, BusSocket.set(line + "/unit_cost", 1))))
          .isEqualTo("COLUMN_FIXED");
      assertThat(cleo.submit(session, "cleo", 1, 0, BusSocket.set(line + "/quantity", 9))
              .getString("status"))
          .isEqualTo("committed");
      quote.getJsonArray("lines").getJsonObject(0).put("list_price", 1);
      Answer put = server.call("cleo", "PUT", "/api/quotes/Q-1002", quote);
      assertThat(put.code()).isEqualTo("COLUMN_FIXED");
      assertThat(put.status()).isEqualTo(403);
      assertThat(new JsonObject(read("cleo", "/api/quotes/Q-1002"))
              .getJsonArray("lines")
              .getJsonObject(0)
              .getInteger("quantity"))
          .isEqualTo(9);
    }
  }

  @Test
  @DisplayName("[RI3] a whole quote from somebody who does not see costs takes none away")
  void replaced() throws Exception {
    try (BusSocket ana = open("ana")) {
      String session = ana.join("Q-1002", "ana");
      JsonObject joined =
          ana.request("session." + session + ".join", new JsonObject().put("client_id", "ana"));
      String line = joined
          .getJsonObject("snapshot")
          .getJsonObject("document")
          .getJsonArray("lines")
          .getJsonObject(1)
          .getString("id");
      JsonObject cost = BusSocket.set("/lines/#" + line + "/unit_cost", 4711.13);
      ana.submit(session, "ana", 1, joined.getLong("revision"), cost);
      JsonObject mine = new JsonObject(read("cleo", "/api/quotes/Q-1002"));
      mine.getJsonArray("lines").getJsonObject(1).put("quantity", 77);
      assertThat(server.call("cleo", "PUT", "/api/quotes/Q-1002", mine).status())
          .isEqualTo(200);
      JsonObject now = new JsonObject(read("ana", "/api/quotes/Q-1002"));
      assertThat(now.getJsonArray("lines").getJsonObject(1).getInteger("quantity"))
          .isEqualTo(77);
      assertThat(now.encode()).contains(COST);
    }
  }

  @Test
  @DisplayName("[RI8] a viewer sees edits and people, and changes nothing")
  void viewer() throws Exception {
    try (BusSocket ana = open("ana");
        BusSocket cleo = open("cleo")) {
      String session = ana.join("Q-1004", "ana");
      cleo.join("Q-1004", "cleo");
      JsonObject edit = BusSocket.set("/customer", "Seen");
      assertThat(code(cleo.submit(session, "cleo", 1, 0, edit))).isEqualTo("FORBIDDEN");
      JsonObject hold = new JsonObject().put("command", "submit_for_approval");
      assertThat(code(cleo.request("session." + session + ".command", hold)))
          .isEqualTo("FORBIDDEN");
      assertThat(code(
              cleo.request("session." + session + ".restore", new JsonObject().put("revision", 0))))
          .isEqualTo("FORBIDDEN");
      ana.submit(session, "ana", 1, 0, edit);
      cleo.event("committed", event -> event.encode().contains("Seen"));
      assertThat(cleo.request("session." + session + ".participants", new JsonObject())
              .encode())
          .contains("\"ana\"", "\"cleo\"");
      JsonObject body = new JsonObject()
          .put("client_id", "c2")
          .put("client_seq", 1)
          .put("parent_op_id", session + ":1")
          .put("operations", new JsonArray().add(edit));
      Answer submitted =
          server.call("cleo", "POST", "/api/sessions/" + session + "/operations", body);
      assertThat(submitted.status()).isEqualTo(403);
      assertThat(submitted.code()).isEqualTo("FORBIDDEN");
      assertThat(server
              .call("cleo", "GET", "/api/sessions/" + session, new JsonObject())
              .status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("[RI10] a right that is taken away ends while its user is there; others go on")
  void takenAway() throws Exception {
    Path grants = folder.resolve("grants.json");
    Files.writeString(grants, """
        [{"user":"ana","quotes":"*","access":"owner"},
         {"user":"cleo","quotes":"*","access":"editor"}]""");
    Map<String, String> settings = Map.of(
        "access.source", "file",
        "access.file", grants.toString(),
        "access.cache_seconds", "1",
        "config.reload_seconds", "1");
    try (LocalServer other = LocalServer.start(folder.resolve("other"), settings);
        BusSocket ana = BusSocket.open(other.vertx(), other.port(), other.token("ana"));
        BusSocket cleo = BusSocket.open(other.vertx(), other.port(), other.token("cleo"))) {
      String session = ana.join("Q-1001", "ana");
      cleo.join("Q-1001", "cleo");
      for (String member : List.of("list_price", "unit_cost")) {
        Answer made = other.call("cleo", "PUT", "/api/quotes/N-1", made(member, 1));
        assertThat(made.code()).isEqualTo("COLUMN_FIXED");
      }
      assertThat(other
              .call("cleo", "PUT", "/api/quotes/N-1", made("list_price", 79))
              .status())
          .isEqualTo(200);
      assertThat(cleo.submit(session, "cleo", 1, 0, BusSocket.set("/customer", "A"))
              .getString("status"))
          .isEqualTo("committed");
      Files.writeString(grants, """
          [{"user":"ana","quotes":"*","access":"owner"},
           {"user":"cleo","quotes":"*","access":"owner"}]""");
      cleo.event("resync", event -> event.getBoolean("reset"));
      Files.writeString(grants, "[{\"user\":\"ana\",\"quotes\":\"*\",\"access\":\"owner\"}]");
      cleo.event("closed", event -> event.getString("reason").equals("access_ended"));
      ana.event("left", event -> event.getString("user_id").equals("cleo"));
      ana.submit(session, "ana", 1, 1, BusSocket.set("/customer", "Unheard"));
      assertThat(code(cleo.submit(session, "cleo", 2, 1, BusSocket.set("/customer", "B"))))
          .isEqualTo("ACCESS_DENIED");
      assertThat(cleo.received().toString()).doesNotContain("Unheard");
      assertThat(
              other.call("cleo", "GET", "/api/quotes/Q-1001", new JsonObject()).code())
          .isEqualTo("QUOTE_NOT_FOUND");
      assertThat(other
              .call("cleo", "GET", "/api/quotes", new JsonObject())
              .body()
              .getJsonArray("quotes"))
          .isEmpty();
      assertThat(code(cleo.request("sessions.create", new JsonObject().put("quote_id", "Q-1001"))))
          .isEqualTo("QUOTE_NOT_FOUND");
    }
  }

  @Test
  @DisplayName("[RI9] who decides on an approval may approve the quote, and has the role")
  void approver() throws Exception {
    try (BusSocket ana = open("ana");
        BusSocket cleo = open("cleo")) {
      String session = ana.join("Q-1001", "ana");
      JsonObject approve = new JsonObject().put("command", "approve").put("revision", 1);
      assertThat(code(cleo.request("session." + session + ".command", approve)))
          .isEqualTo("FORBIDDEN");
      assertThat(code(ana.request("session." + session + ".command", approve)))
          .isNotEqualTo("FORBIDDEN");
    }
  }
}
