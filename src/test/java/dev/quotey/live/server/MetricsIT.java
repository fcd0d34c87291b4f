package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What a server tells Prometheus after a short use, and what the dashboard and the alerts ask for. */
class MetricsIT {
  private static final String QUOTE = "Q-1001";
  private static final Path DOCKER = Path.of("docker");
  private static final Pattern OURS = Pattern.compile("\\b(?:quotey|jvm|vertx|process)_\\w+");

  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (quotey_\\w+) (\\w+)$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(quotey_\\w+)` \\| (\\w+) \\| [^|]+ \\| ([^|]+) \\|");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  @TempDir
  private static Path folder;

  private static SlackServer slack;
  private static String session;

  @BeforeAll
  static void use() throws Exception {
    slack = SlackServer.start(folder, false, Map.of());
    session = slack.join("ana", QUOTE);
    slack.join("ben", QUOTE);
    try (BusSocket cleo = open("cleo")) {
      cleo.join(QUOTE, "c_cleo");
      submit(cleo, "c_cleo", 1, 0);
      submit(cleo, "c_cleo", 1, 0);
      try (BusSocket dan = open("dan")) {
        dan.join(QUOTE, "c_dan");
        submit(dan, "c_dan", 1, 0);
        submit(dan, "c_dan", 2, 1_000);
      }
      cleo.request(
          "session." + session + ".join",
          new JsonObject().put("client_id", "c_cleo").put("last_revision", 1));
      cleo.request("session." + session + ".presence", new JsonObject().put("client_id", "c_cleo"));
      for (int at = 0; at < 10; at++) {
        cleo.send(presence(at));
      }
      cleo.event("presence", one -> true);
    }
    slack.leave("ben", session);
    slack.card(session, "Ana Souza");
    slack
        .server()
        .send(HttpRequest.newBuilder(slack.server().uri("/api/quotes")).GET());
  }

  @AfterAll
  static void close() {
    slack.close();
  }

  private static BusSocket open(String user) throws Exception {
    int port = slack.server().port();
    return BusSocket.open(slack.vertx(), port, slack.server().token(user));
  }

  private static void submit(BusSocket socket, String client, long sequence, long base) {
    JsonObject named = BusSocket.set("/customer", "Company of " + client);
    socket.submit(session, client, sequence, base, named);
  }

  private static JsonObject presence(int offset) {
    JsonObject cursor = new JsonObject().put("path", "/customer").put("offset", offset);
    return new JsonObject()
        .put("type", "send")
        .put("address", "session." + session + ".presence")
        .put("body", new JsonObject().put("client_id", "c_cleo").put("cursor", cursor));
  }

  /** Values by name and labels, as they are written. */
  private static Map<String, Double> scrape() throws IOException, InterruptedException {
    Map<String, Double> values = new HashMap<>();
    slack.server().metrics().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      int space = line.lastIndexOf(' ');
      values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
    });
    return values;
  }

  @Test
  @DisplayName("[OB1] what happens in sessions is counted, at the management port alone")
  void counted() throws Exception {
    assertThat(slack.server().get("/metrics").statusCode()).isEqualTo(404);
    Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
      Map<String, Double> seen = scrape();
      assertThat(seen)
          .containsEntry("quotey_sessions_active", 1.0)
          .containsEntry("quotey_participants_active{role=\"editor\"}", 1.0)
          .containsEntry("quotey_session_editors_max", 1.0)
          .containsEntry("quotey_sessions_total{event=\"created\",reason=\"none\"}", 1.0)
          .containsEntry("quotey_participant_sessions_total{end=\"left\",resumed=\"false\"}", 1.0)
          .containsEntry(ops("accepted", "none"), 2.0)
          .containsEntry(ops("duplicate", "none"), 1.0)
          .containsEntry(ops("rejected", "FUTURE_REVISION"), 1.0)
          .containsEntry("quotey_changes_concurrent_total", 1.0)
          .containsEntry("quotey_conflicts_total{kind=\"overwritten\",outcome=\"tiebreak\"}", 1.0)
          .containsEntry("quotey_op_commit_seconds_count", 2.0)
          .containsEntry("quotey_replay_ops_sum", 1.0)
          .containsEntry("quotey_divergence_total", 0.0)
          .containsEntry("quotey_ws_connections{transport=\"websocket\"}", 2.0)
          .containsEntry("quotey_ws_closed_total{reason=\"closed\"}", 2.0)
          .containsEntry(
              "quotey_auth_failures_total{reason=\"not_authenticated\",stage=\"rest\"}", 1.0)
          .containsEntry("quotey_node_hosting", 1.0)
          .containsEntry("quotey_node_serving", 1.0)
          .containsEntry("quotey_nodes_heard", 1.0)
          .containsEntry("quotey_slack_speaking", 1.0);
      assertThat(seen.get("quotey_op_fanout_seconds_count")).isGreaterThan(2);
      assertThat(seen.get("quotey_event_loop_lag_seconds_count")).isPositive();
      assertThat(seen.get("quotey_presence_messages_total{dir=\"in\",dropped=\"true\"}"))
          .isPositive();
      assertThat(seen.get("quotey_slack_calls_total{method=\"chat.postMessage\",outcome=\"done\"}"))
          .isPositive();
    });
  }

  private static String ops(String outcome, String code) {
    return "quotey_ops_total{code=\"%s\",outcome=\"%s\",type=\"set\"}".formatted(code, outcome);
  }

  @Test
  @DisplayName("[OB2] no label holds an id, of whom or what there can be any number")
  void labels() throws Exception {
    String metrics = slack.server().metrics();
    assertThat(metrics).doesNotContain(session, QUOTE, "c_ana", "c_dan", "\"ana\"", "Ana Souza");
  }

  @Test
  @DisplayName("[OB3] each metric that the dashboard or an alert asks for is there")
  void asked() throws Exception {
    // What pauses take is told from the first pause on.
    System.gc();
    Awaitility.await().until(() -> slack.server().metrics().contains("jvm_gc_pause_seconds_sum"));
    Set<String> there =
        scrape().keySet().stream().map(one -> one.split("\\{", 2)[0]).collect(Collectors.toSet());
    List<String> questions = new ArrayList<>(dashboard());
    assertThat(questions).hasSizeGreaterThan(30);
    questions.addAll(alerts());
    Set<String> asked = new TreeSet<>();
    for (String question : questions) {
      Matcher names = OURS.matcher(question);
      while (names.find()) {
        asked.add(names.group());
      }
    }
    assertThat(asked).hasSizeGreaterThan(30).isSubsetOf(there);
  }

  @Test
  @DisplayName("[OB4] the documentation has each metric with its type and labels, and no other")
  void documented() throws Exception {
    String metrics = slack.server().metrics();
    Map<String, String> told = new TreeMap<>();
    Matcher types = TYPE.matcher(metrics);
    while (types.find()) {
      if (!types.group(1).endsWith("_max") || types.group(1).endsWith("editors_max")) {
        told.put(types.group(1), types.group(2));
      }
    }
    Map<String, String> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("docs/OPERATIONS.md")));
    while (rows.find()) {
      documented.put(rows.group(1), rows.group(2));
      assertThat(labels(metrics, rows.group(1)))
          .as(rows.group(1))
          .isEqualTo(Set.of(rows.group(3).replaceAll("[`–]", "").split(", ")));
    }
    assertThat(documented).isEqualTo(told);
  }

  /** The labels of a metric, {@code le} aside; one empty text where it has none. */
  private static Set<String> labels(String metrics, String name) {
    Set<String> labels = new TreeSet<>();
    Matcher values =
        Pattern.compile("(?m)^" + name + "(?:_bucket|_count)?\\{(.*)} ").matcher(metrics);
    while (values.find()) {
      Matcher label = LABEL.matcher(values.group(1));
      while (label.find()) {
        labels.add(label.group(1));
      }
    }
    labels.remove("le");
    return labels.isEmpty() ? Set.of("") : labels;
  }

  private static List<String> dashboard() throws IOException {
    JsonObject dashboard =
        new JsonObject(Files.readString(DOCKER.resolve("grafana/dashboards/quotey-live.json")));
    assertThat(dashboard.getString("uid")).isEqualTo("quotey-live");
    List<JsonObject> panels = objects(dashboard.getJsonArray("panels"));
    assertThat(panels.stream()
            .filter(panel -> panel.getString("type").equals("row"))
            .map(panel -> panel.getString("title")))
        .containsExactly(
            "Sessions",
            "Traffic",
            "Latency",
            "Conflicts",
            "Slack",
            "JVM and Vert.x",
            "Database",
            "Cluster");
    assertThat(panels).extracting(panel -> panel.getInteger("id")).doesNotHaveDuplicates();
    return panels.stream()
        .flatMap(panel -> objects(panel.getJsonArray("targets", new JsonArray())).stream())
        .map(target -> target.getString("expr"))
        .toList();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> alerts() throws IOException {
    JsonObject alerts = new JsonObject(new Yaml()
        .<Map<String, Object>>load(Files.readString(DOCKER.resolve("prometheus/alerts.yml"))));
    return objects(alerts.getJsonArray("groups")).stream()
        .flatMap(group -> objects(group.getJsonArray("rules")).stream())
        .map(rule -> {
          assertThat(rule.getJsonObject("annotations").getString("summary")).isNotBlank();
          return rule.getString("expr");
        })
        .toList();
  }
}
