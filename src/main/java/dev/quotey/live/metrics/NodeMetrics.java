package dev.quotey.live.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/** One node's registry. Two nodes in one process have nothing in common here. */
public final class NodeMetrics implements AutoCloseable {
  /** The type of {@link #scrape}'s text. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** What Vert.x measures at each request or when a worker is used, and not at each message. */
  private static final Set<MetricsDomain> OF_VERTX =
      EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.NAMED_POOLS);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private Meters meters;
  private int eventLoops;

  /** Has the Vert.x that is built measure itself. */
  public VertxBuilder measure(VertxBuilder builder, VertxOptions options) {
    MicrometerMetricsOptions metrics = new MicrometerMetricsOptions();
    metrics.setEnabled(true);
    metrics.addLabels(Label.NAMESPACE);
    // Vert.x keeps registries by name, and would give a second node the first one's.
    metrics.setRegistryName(UUID.randomUUID().toString());
    eventLoops = options.getEventLoopPoolSize();
    EnumSet.complementOf(EnumSet.copyOf(OF_VERTX)).forEach(metrics::addDisabledMetricsCategory);
    return builder
        .with(options.setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry));
  }

  /** Begins to measure all else; done when it does. To be called once Vert.x runs, which sets filters first. */
  public Future<?> start(Vertx vertx) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("quotey.build.info", () -> 1)
        .description("What runs here; always 1")
        .tags("version", version(), "java", Runtime.version().toString())
        .register(registry);
    meters = Meters.in(registry);
    return vertx.deployVerticle(
        () -> new LoopLag(registry), new DeploymentOptions().setInstances(eventLoops));
  }

  private static String version() {
    Properties build = new Properties();
    try (InputStream in = NodeMetrics.class.getResourceAsStream("/build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("version");
  }

  /** What verticles tell; there once started. */
  public Meters meters() {
    return meters;
  }

  /** All that is measured, in Prometheus' text form. Blocks. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
