package dev.quotey.live.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings anew whenever one of their files has changed. */
public final class ConfigWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private final Vertx vertx;
  private final Map<String, String> environment;
  private final Properties properties;
  private final Consumer<AppConfig> changed;
  private AppConfig current;
  private ConfigRetriever retriever;

  /**
   * @param current the settings that were taken last
   * @param changed takes settings that are sound and others than before
   */
  public ConfigWatch(
      Vertx vertx,
      Map<String, String> environment,
      Properties properties,
      AppConfig current,
      Consumer<AppConfig> changed) {
    this.vertx = vertx;
    this.environment = environment;
    this.properties = properties;
    this.current = current;
    this.changed = changed;
  }

  /** Done when the files have been read once. */
  public Future<?> start() {
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions().setScanPeriod(current.reload().toMillis());
    for (Path file : ConfigLoader.files(environment, properties)) {
      options.addStore(new ConfigStoreOptions()
          .setType("file")
          .setConfig(new JsonObject().put("path", file.toAbsolutePath().toString())));
    }
    if (options.getStores().isEmpty()) {
      return Future.succeededFuture();
    }
    retriever = ConfigRetriever.create(vertx, options);
    return retriever.getConfig().onSuccess(read -> retriever.listen(change -> reload()));
  }

  /** The loader reads all sources anew, as at the start, so that both take the same settings. */
  private void reload() {
    vertx
        .executeBlocking(() -> ConfigLoader.load(environment, properties))
        .onComplete(
            this::take,
            fault -> LOG.warn("changed settings are not taken: {}", fault.getMessage()));
  }

  private void take(AppConfig config) {
    if (!config.equals(current)) {
      current = config;
      changed.accept(config);
    }
  }
}
