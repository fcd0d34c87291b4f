package dev.quotey.live.server;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What somebody sends who wants a server to fail: malformed, reordered, replayed, truncated, oversized,
 * contradictory and forged messages of every kind. None of them may have an effect, whoever sends it: an
 * edit is of a client that has not joined, or of one that has and then one that no quote can take.
 */
final class HostileMessages {
  static final int MESSAGE_BYTES_MAX = 64 * 1024;

  private static final List<String> DOORS = List.of(
      "join", "submit", "command", "restore", "presence", "participants", "leave", "extend");
  private static final List<String> INNER_DOORS = List.of(
      "replace", "state", "close", "close_idle", "keep", "seen", "gone", "owner", "disconnected");
  private static final List<String> INNER_ADDRESSES = List.of(
      "persistence",
      "outbox",
      "presence",
      "sessions.locate",
      "sessions.placed",
      "sessions.close_inactive",
      "sessions.settings",
      "session.lifecycle",
      "session.news",
      "slack.calls",
      "nodes.beat",
      "nodes.lost",
      "node.standing",
      "session.host.n_1",
      "edge.n_1",
      "directory.n_1",
      "__vertx.reply.1",
      "");
  private static final List<String> VALUES = List.of(
      "1e999",
      "-1e999",
      "1e1000000000",
      "0.1e-999999999",
      "NaN",
      "Infinity",
      "-0",
      "00",
      "9".repeat(500),
      "\"\\ud800\"",
      "\"\\udc00\\ud800\"",
      "\"\\u0000\"",
      "\"\u0001\"",
      "\"\\u202e<script>alert(1)</script>\"",
      "\"'; DROP TABLE quotes; --\"",
      "\"${jndi:ldap://127.0.0.1/a}\"",
      "null",
      "true",
      "{}",
      "[]",
      "[[[[]]]]",
      "{\"id\":\"ln_1\"}",
      "{\"id\":{\"id\":1}}",
      "{\"a\":1,\"a\":2}",
      "-9223372036854775808",
      "9223372036854775807",
      "9223372036854775808",
      "1.5",
      "\"\"",
      "[".repeat(40) + "]".repeat(40),
      "[".repeat(5_000) + "]".repeat(5_000),
      "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));
  private static final List<String> PATHS = List.of(
      "",
      "/",
      "/total",
      "/status",
      "/holds",
      "/approval/state",
      "/quote_id",
      "/lines",
      "/lines/0",
      "/lines/-",
      "/lines/-1",
      "/lines/99999999999",
      "/lines/#ln_1",
      "/lines/#nobody/quantity",
      "/lines/#ln_1/id",
      "/lines/#ln_1/total",
      "/lines/#ln_1/quantity/x",
      "/__proto__/x",
      "/constructor",
      "lines",
      "/~",
      "/~3",
      "/a".repeat(600),
      "/\\ud800",
      "/\\u0000",
      "//////",
      "/lines/#",
      "/lines/##",
      "/tax_rates/STD/x");
  private static final List<String> OPERATIONS = List.of(
      "set", "remove", "add", "text", "insert", "delete", "move", "SET", "", "eval", "restore");

  private final Random random;
  private final String session;
  private final String otherSession;
  private final String joined;
  private final String honest;
  private final List<String> sent = new ArrayList<>();
  private long sequence = 1_000_000;

  /**
   * @param joined a client of the sender that has joined
   * @param honest a client of somebody else
   */
  HostileMessages(
      Random random, String session, String otherSession, String joined, String honest) {
    this.random = random;
    this.session = session;
    this.otherSession = otherSession;
    this.joined = joined;
    this.honest = honest;
  }

  /** The next one: mostly text that is no message, or a message that asks for what is not allowed. */
  String next() {
    String message = switch (random.nextInt(12)) {
      case 0, 1, 2 -> impossibleEdit();
      case 3, 4 -> forgedEdit();
      case 5 -> inner();
      case 6, 7 -> nonsense();
      case 8 -> mutated();
      case 9 -> replayed();
      case 10 -> contradictory();
      default -> structure();
    };
    if (sent.size() < 500) {
      sent.add(message);
    }
    return message;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String number() {
    return random.nextBoolean() ? any(VALUES) : String.valueOf(random.nextLong());
  }

  private String send(String address, String body) {
    return "{\"type\":\"send\",\"address\":\"" + address + "\",\"replyAddress\":\"h"
        + random.nextInt(1_000) + "\",\"headers\":" + headers() + ",\"body\":" + body + "}";
  }

  private String headers() {
    return switch (random.nextInt(4)) {
      case 0 ->
        "{\"user_id\":\"eva\",\"user_name\":\"Eva\",\"user_roles\":\"operator,manager,finance\","
            + "\"socket_id\":\"n_1/x\",\"session_id\":\"" + otherSession + "\",\"door\":\"CLOSE\"}";
      case 1 -> any(VALUES);
      default -> "{}";
    };
  }

  private String door(String door) {
    return "session." + session + "." + door;
  }

  private String submission(String client, String sequence, String parent, String operations) {
    return "{\"client_id\":\"" + client + "\",\"client_seq\":" + sequence + ",\"parent_op_id\":\""
        + parent + "\",\"operations\":" + operations + "}";
  }

  private String operation(String type, String path, String value) {
    return "{\"op_type\":\"" + type + "\",\"path\":\"" + path + "\",\"value\":" + value
        + ",\"index\":" + (random.nextBoolean() ? "0" : number()) + "}";
  }

  /** Of a client that has joined; the last operation is none that a quote could take. */
  private String impossibleEdit() {
    StringBuilder operations = new StringBuilder("[");
    for (int i = random.nextInt(3); i > 0; i--) {
      operations.append(operation("set", "/customer", "\"Hostile\"")).append(',');
    }
    operations.append(operation(any(OPERATIONS), any(PATHS), any(VALUES))).append(',');
    operations.append(operation("set", "/total", "1")).append(']');
    return send(
        door("submit"),
        submission(joined, String.valueOf(sequence++), parent(), operations.toString()));
  }

  private String parent() {
    return switch (random.nextInt(5)) {
      case 0 -> session + ":" + random.nextLong();
      case 1 -> session + ":999999999";
      case 2 -> otherSession + ":0";
      case 3 -> session + ":-1";
      default -> session + ":0";
    };
  }

  /** A valid edit, but of nobody who has joined, or at a revision that is not there. */
  private String forgedEdit() {
    String edit = "[" + operation("set", "/customer", "\"Forged\"") + "]";
    return switch (random.nextInt(4)) {
      case 0 -> send(door("submit"), submission(honest, "1000000", session + ":0", edit));
      case 1 ->
        send(
            door("submit"),
            submission(joined, String.valueOf(sequence++), session + ":99999999", edit));
      case 2 -> send(door("submit"), submission("server", "1", session + ":0", edit));
      default ->
        send(
            "session." + otherSession + ".submit",
            submission(joined, String.valueOf(sequence++), otherSession + ":0", edit));
    };
  }

  private String inner() {
    String address = random.nextBoolean() ? any(INNER_ADDRESSES) : door(any(INNER_DOORS));
    return switch (random.nextInt(3)) {
      case 0 -> "{\"type\":\"register\",\"address\":\"" + address + "\",\"headers\":{}}";
      case 1 -> "{\"type\":\"publish\",\"address\":\"" + address + "\",\"body\":{}}";
      default ->
        send(
            address,
            new JsonObject()
                .put("reason", "hostile")
                .put("client_id", honest)
                .put("timeout_seconds", 0)
                .put("owner_epoch", Long.MAX_VALUE)
                .put("document", new JsonObject())
                .encode());
    };
  }

  private String nonsense() {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> any(VALUES);
      case 2 -> "{\"type\":" + any(VALUES) + ",\"address\":" + any(VALUES) + "}";
      case 3 ->
        "{\"type\":\"send\",\"address\":\"" + door(any(DOORS)) + "\",\"body\":" + any(VALUES) + "}";
      case 4 -> noise();
      case 5 -> "{\"type\":\"ping\",\"type\":\"send\",\"address\":\"" + "x".repeat(1_000) + "\"}";
      case 6 -> send(door("x".repeat(100)), "{}");
      default -> "[\"" + door("submit") + "\"]";
    };
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      text.append((char) (1 + random.nextInt(0xD7FE)));
    }
    return text.toString();
  }

  /** Cut, or with a few letters changed, of an edit that would have no effect anyhow. */
  private String mutated() {
    String whole =
        submission("nobody", "1", session + ":0", "[" + operation("set", "/customer", "1") + "]");
    StringBuilder text = new StringBuilder(send(door(any(DOORS)), whole));
    if (random.nextBoolean()) {
      text.setLength(random.nextInt(text.length()));
    }
    for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
      text.setCharAt(
          random.nextInt(text.length()), "{}[]\",:\\0e\u0000x".charAt(random.nextInt(12)));
    }
    return text.toString();
  }

  private String replayed() {
    return sent.isEmpty() ? "" : any(sent);
  }

  private String contradictory() {
    return switch (random.nextInt(7)) {
      case 0 -> send(door("leave"), "{\"client_id\":\"" + honest + "\"}");
      case 1 -> send(door("join"), "{\"client_id\":\"" + honest + "\"}");
      case 2 -> send(door("join"), "{\"client_id\":\"server\"}");
      case 3 ->
        send(
            door("presence"),
            "{\"client_id\":\"" + honest + "\",\"status\":\"away\",\"cursor\":{\"path\":\"/x\"}}");
      case 4 -> send(door("extend"), "{\"client_id\":\"" + honest + "\"}");
      case 5 -> send(door("command"), "{\"command\":\"approve\",\"revision\":" + number() + "}");
      default -> send("auth", "{\"ticket\":" + any(VALUES) + "}");
    };
  }

  private String structure() {
    return switch (random.nextInt(6)) {
      case 0 ->
        send(door("join"), "{\"client_id\":\"" + joined + "\",\"last_revision\":" + number() + "}");
      case 1 -> send(door("restore"), "{\"revision\":" + number() + "x}");
      case 2 -> send(door("restore"), "{\"revision\":999999999}");
      case 3 ->
        send(door("command"), "{\"command\":" + any(VALUES) + ",\"line_id\":" + any(VALUES) + "}");
      case 4 ->
        send(
            door("presence"),
            "{\"client_id\":\"" + joined + "\",\"status\":" + any(VALUES) + ",\"cursor\":"
                + any(VALUES) + "}");
      default -> send("sessions.create", "{\"quote_id\":" + any(VALUES) + "}");
    };
  }

  /** One more than a message may have. */
  static String oversized() {
    return new JsonObject()
        .put("type", "send")
        .put("address", "x")
        .put("body", new JsonArray().add("x".repeat(MESSAGE_BYTES_MAX)))
        .encode();
  }

  String value() {
    return any(VALUES);
  }
}
