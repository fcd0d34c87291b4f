package dev.quotey.live.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.StartupException;
import dev.quotey.live.tracing.Traces.Step;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** Nobody listens there; a step that has not ended is not told of. */
  private static final String ENDPOINT = "http://127.0.0.1:9";

  @Test
  @DisplayName("[TR4] where no endpoint is named there are no traces, whatever a browser says")
  void off() {
    Traces traces = Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ", "OTEL_SERVICE_NAME", "x"));
    assertThat(traces.areOn()).isFalse();
    assertThat(traces.begin("op.receive", PARENT)).isSameAs(Step.NONE);
    assertThat(Step.NONE.with("revision", 1).traceparent()).isEmpty();
  }

  @Test
  @DisplayName("[TR4] a step is in its parent's trace, and a step after none is none")
  void on() {
    try (Traces traces =
        Traces.of(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ENDPOINT + "/v1/traces"))) {
      Step step = traces.begin("op.receive", PARENT);
      assertThat(step.traceparent())
          .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01")
          .isNotEqualTo(PARENT);
      assertThat(traces.begin("op.receive", "").traceparent())
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
      assertThat(traces.follow("op.deliver", "")).isSameAs(Step.NONE);
    }
  }

  @Test
  @DisplayName("[TR4] a trace that its page has not sampled is not told of, and goes on")
  void unsampled() {
    try (Traces traces = Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ENDPOINT))) {
      String unsampled = PARENT.substring(0, PARENT.length() - 1) + "0";
      assertThat(traces.begin("op.receive", unsampled).traceparent())
          .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00");
    }
  }

  @Test
  @DisplayName("[TR4] a setting that OpenTelemetry does not know stops the start, and says which")
  void wrong() {
    Map<String, String> wrong =
        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ENDPOINT, "OTEL_TRACES_SAMPLER", "now_and_then");
    assertThatThrownBy(() -> Traces.of(wrong))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("now_and_then");
    Map<String, String> grpc =
        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ENDPOINT, "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assertThatThrownBy(() -> Traces.of(grpc))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("grpc");
  }
}
