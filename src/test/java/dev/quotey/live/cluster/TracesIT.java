package dev.quotey.live.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.cluster.Collector.Span;
import dev.quotey.live.server.BusSocket;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes tell OpenTelemetry of the edits that people at both of them make in one quote. */
class TracesIT {
  private static final String QUOTE = "Q-1001";
  private static final String ANAS_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String BENS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String BAD_TRACE = "00f067aa0ba902b700f067aa0ba902b7";

  /** Of an edit that two nodes deliver. */
  private static final int STEPS = 6;

  /** The page's step. */
  private static final String CLICK = "b7ad6b7169203331";

  private final Vertx vertx = Vertx.vertx();
  private final Collector collector = new Collector(vertx);

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    collector.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName(
      "[TR1] an edit's trace goes on from the page's step, by both nodes, to the last delivery;"
          + " [TR2] without a step of the page it begins at the server; [TR3] a refusal ends it")
  void ways() throws Exception {
    Map<String, String> told =
        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "100");
    try (Nodes nodes = Nodes.start(vertx, folder, 2, told);
        BusSocket ana = open(nodes.node(0), "ana");
        BusSocket ben = open(nodes.node(1), "ben")) {
      String session = ana.join(QUOTE, "c_ana");
      ben.join(QUOTE, "c_ben");
      // One of the two nodes has the session; the other's edit comes to it as a letter.
      assertThat(submit(ana, session, "c_ana", 1, 0, "/customer", traceparent(ANAS_TRACE)))
          .isEqualTo("committed");
      assertThat(submit(ben, session, "c_ben", 1, 0, "/customer", traceparent(BENS_TRACE)))
          .isEqualTo("committed");
      assertDelivered(ANAS_TRACE);
      assertDelivered(BENS_TRACE);

      assertThat(submit(ana, session, "c_ana", 2, 2, "/customer", new JsonObject()))
          .isEqualTo("committed");
      JsonObject nonsense = new JsonObject().put("traceparent", "no trace");
      assertThat(submit(ana, session, "c_ana", 3, 3, "/customer", nonsense)).isEqualTo("committed");
      assertRefused(submit(ben, session, "c_ben", 2, 4, "/no/such", traceparent(BAD_TRACE)));
      assertThat(collector.beginnings(2)).hasSize(2).allSatisfy(receive -> {
        assertThat(receive.name()).isEqualTo("op.receive");
        assertThat(collector.steps(receive.traceId(), STEPS)).hasSize(STEPS);
      });
    }
  }

  private BusSocket open(ServerProcess node, String user) throws Exception {
    return BusSocket.open(vertx, node.port(), node.token(user));
  }

  /** The status, or the code of the refusal, of a member that is set. */
  private static String submit(
      BusSocket socket,
      String session,
      String client,
      long sequence,
      long base,
      String path,
      JsonObject headers) {
    JsonObject edit = BusSocket.set(path, client + sequence);
    JsonObject answer = socket.request(
        "session." + session + ".submit",
        BusSocket.submission(session, client, sequence, base, edit),
        headers);
    JsonObject error = answer.getJsonObject("error");
    return error == null ? answer.getString("status") : error.getString("code");
  }

  private static JsonObject traceparent(String trace) {
    return new JsonObject().put("traceparent", "00-" + trace + "-" + CLICK + "-01");
  }

  private void assertDelivered(String trace) {
    List<Span> steps = collector.steps(trace, STEPS);
    Span receive = only(steps, "op.receive");
    Span transform = only(steps, "op.transform");
    Span persist = only(steps, "op.persist");
    Span publish = only(steps, "op.publish");
    assertThat(receive.parentId()).isEqualTo(CLICK);
    assertThat(transform.parentId()).isEqualTo(receive.spanId());
    assertThat(persist.parentId()).isEqualTo(transform.spanId());
    assertThat(publish.parentId()).isEqualTo(persist.spanId());
    assertThat(steps)
        .filteredOn(step -> step.name().equals("op.deliver"))
        .hasSize(2)
        .allSatisfy(deliver -> {
          assertThat(deliver.parentId()).isEqualTo(publish.spanId());
          assertThat(deliver.browsers()).hasValue(1L);
        });
    // It contains what it waits for.
    assertThat(persist.nanos()).isPositive().isLessThan(receive.nanos());
    assertThat(steps).allSatisfy(step -> assertThat(step.error()).isEmpty());
  }

  private void assertRefused(String code) {
    List<Span> steps = collector.steps(BAD_TRACE, 2);
    assertThat(steps)
        .extracting(Span::name)
        .containsExactlyInAnyOrder("op.receive", "op.transform");
    assertThat(only(steps, "op.transform").error()).hasValue(code);
  }

  private static Span only(List<Span> steps, String name) {
    List<Span> found = steps.stream().filter(step -> step.name().equals(name)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
