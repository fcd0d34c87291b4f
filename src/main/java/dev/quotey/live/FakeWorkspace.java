package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** A Slack of the server's own, for whoever wants to see what is told there and has no workspace. */
record FakeWorkspace(FakeSlack slack, AppConfig.Slack settings) implements AutoCloseable {

  /** Blocks until it listens. What is said there stays in the data folder. */
  static FakeWorkspace start(Vertx vertx, AppConfig config, String publicUrl) {
    // Nobody else on this machine is to speak in its name.
    String botToken = "xoxb-" + UUID.randomUUID();
    String appToken = "xapp-" + UUID.randomUUID();
    String secret = UUID.randomUUID().toString();
    FakeSlack slack = listen(
        vertx,
        new FakeSlackSettings(
            config.http().host(),
            config.slack().fakePort(),
            botToken,
            appToken,
            secret,
            Optional.empty(),
            List.of(URI.create(publicUrl).getAuthority()),
            Optional.of(config.database().dataDirectory().resolve("fake-slack.json")),
            1));
    return new FakeWorkspace(
        slack, config.slack().at(slack.url() + "/api/", botToken, appToken, secret));
  }

  /** Blocks until it listens. Throws {@link StartupException}. */
  static FakeSlack listen(Vertx vertx, FakeSlackSettings settings) {
    try {
      return FakeSlack.start(vertx, settings);
    } catch (CompletionException e) {
      throw new StartupException(
          "Port " + settings.port() + " on " + settings.host()
              + " cannot be used for the fake Slack: " + e.getCause().getMessage() + ".",
          e);
    } catch (UncheckedIOException e) {
      throw new StartupException(e.getCause().getMessage() + ".", e);
    }
  }

  String url() {
    return "http://localhost:" + slack.port() + "/";
  }

  @Override
  public void close() {
    slack.close();
  }
}
