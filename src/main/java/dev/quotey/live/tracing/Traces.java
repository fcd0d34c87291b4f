package dev.quotey.live.tracing;

import dev.quotey.live.config.StartupException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An edit's way, as OpenTelemetry is told of it: {@code op.receive} at the browser's node, {@code
 * op.transform}, {@code op.persist} and {@code op.publish} at the session's, and {@code op.deliver} at each
 * node with browsers that hear of it. Off, a step costs a comparison. Source: W3C Trace Context.
 */
public final class Traces implements AutoCloseable {
  public static final Traces OFF = new Traces(Optional.empty());

  private static final String NAME = "quotey-live";

  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private static final List<String> PROTOCOLS =
      List.of("otel.exporter.otlp.protocol", "otel.exporter.otlp.traces.protocol");

  /** The JDK has no client for it. */
  private static final String GRPC = "grpc";

  /** What holds where the environment says nothing else. */
  private static final Map<String, String> DEFAULTS = Map.of(
      "otel.service.name", NAME,
      "otel.exporter.otlp.protocol", "http/protobuf",
      "otel.metrics.exporter", "none",
      "otel.logs.exporter", "none");

  /** A traceparent is all that is carried. */
  private static final TextMapGetter<String> TRACEPARENT_ALONE =
      (carrier, key) -> key.equals("traceparent") ? carrier : null;

  private final Optional<OpenTelemetrySdk> sdk;
  private final Tracer tracer;

  /** @param sdk where spans go to; empty where nobody listens */
  Traces(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.tracer =
        sdk.<OpenTelemetry>map(one -> one).orElse(OpenTelemetry.noop()).getTracer(NAME);
  }

  /** On where the environment names an endpoint. Throws {@link StartupException}. */
  public static Traces of(Map<String, String> environment) {
    boolean named =
        ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    return named ? new Traces(Optional.of(exporting(properties(environment)))) : OFF;
  }

  /** As OpenTelemetry names what it reads from the environment. */
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_")) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  private static OpenTelemetrySdk exporting(Map<String, String> properties) {
    if (PROTOCOLS.stream().anyMatch(name -> GRPC.equals(properties.get(name)))) {
      throw new StartupException("Traces are told over http/protobuf, not over grpc.");
    }
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .addPropertiesSupplier(() -> properties)
          .disableShutdownHook()
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      throw new StartupException("Traces cannot be told: " + e.getMessage() + ".", e);
    }
  }

  public boolean areOn() {
    return sdk.isPresent();
  }

  /** Begins a step after {@code parent}, or a trace where {@code parent} is no trace. */
  public Step begin(String name, String parent) {
    if (sdk.isEmpty()) {
      return Step.NONE;
    }
    Context before =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, TRACEPARENT_ALONE);
    return new Step(tracer.spanBuilder(name).setParent(before).startSpan());
  }

  /** Begins a step after {@code parent}; none where {@code parent} is empty. */
  public Step follow(String name, String parent) {
    return parent.isEmpty() ? Step.NONE : begin(name, parent);
  }

  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }

  /** One step of an edit's way. */
  public static final class Step {
    public static final Step NONE = new Step(Span.getInvalid());

    private final Span span;

    private Step(Span span) {
      this.span = span;
    }

    public Step with(String name, String value) {
      span.setAttribute(name, value);
      return this;
    }

    public Step with(String name, long value) {
      span.setAttribute(name, value);
      return this;
    }

    /** What a step after this one takes for its parent; empty where nobody listens. */
    public String traceparent() {
      SpanContext context = span.getSpanContext();
      return context.isValid()
          ? "00-%s-%s-%s"
              .formatted(
                  context.getTraceId(),
                  context.getSpanId(),
                  context.getTraceFlags().asHex())
          : "";
    }

    public void end() {
      span.end();
    }

    /** Ends a step that has not done what it was for. */
    public void fail(String code) {
      span.setStatus(StatusCode.ERROR, code);
      span.end();
    }
  }
}
