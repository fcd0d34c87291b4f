package dev.quotey.live;

import dev.quotey.live.config.StartupException;
import dev.quotey.live.fakeslack.FakeSlack;
import dev.quotey.live.fakeslack.FakeSlackSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a Slack for the demonstration, until it is told to stop. */
@Command(
    name = "fake-slack",
    description = {
      "Runs a Slack of one workspace, for demonstrations: no data leaves this machine.",
      "Each option can also be given as FAKE_SLACK_PORT and so on in the environment."
    },
    mixinStandardHelpOptions = true)
final class FakeSlackCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "${env:FAKE_SLACK_PORT:-8082}",
      description = "Where the Web API and the page are (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "${env:FAKE_SLACK_HOST:-127.0.0.1}",
      description = "The address to listen at (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--request-url",
      defaultValue = "${env:FAKE_SLACK_REQUEST_URL:-}",
      description = "The app's base URL, used where the app has no Socket Mode connection.")
  private String requestUrl;

  @Option(
      names = "--signing-secret",
      defaultValue = "${env:FAKE_SLACK_SIGNING_SECRET:-fake-signing-secret}",
      description = "What signs requests to the app.")
  private String signingSecret;

  @Option(
      names = "--bot-token",
      defaultValue = "${env:FAKE_SLACK_BOT_TOKEN:-xoxb-fake}",
      description = "The token that the app calls with.")
  private String botToken;

  @Option(
      names = "--app-token",
      defaultValue = "${env:FAKE_SLACK_APP_TOKEN:-xapp-fake}",
      description = "The token that the app opens connections with.")
  private String appToken;

  @Option(
      names = "--unfurl-domain",
      split = ",",
      defaultValue = "${env:FAKE_SLACK_UNFURL_DOMAIN:-localhost:8080}",
      description = "Links to these go to the app for a preview (${DEFAULT-VALUE}).")
  private List<String> unfurlDomains = new ArrayList<>();

  @Option(
      names = "--file",
      defaultValue = "${env:FAKE_SLACK_FILE:-}",
      description = "Where messages are kept; without it they end with the process.")
  private String file;

  @Override
  public Integer call() throws InterruptedException {
    FakeSlackSettings settings = new FakeSlackSettings(
        host,
        port,
        botToken,
        appToken,
        signingSecret,
        given(requestUrl),
        unfurlDomains,
        given(file).map(Path::of),
        1);
    Vertx vertx = Vertx.vertx();
    FakeSlack slack = start(vertx, settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              slack.close();
              stopped.countDown();
            },
            "stop"));
    System.out.println("A fake Slack is ready at http://localhost:" + slack.port() + "/");
    stopped.await();
    return CommandLine.ExitCode.OK;
  }

  private static FakeSlack start(Vertx vertx, FakeSlackSettings settings) {
    try {
      return FakeWorkspace.listen(vertx, settings);
    } catch (StartupException e) {
      vertx.close();
      throw e;
    }
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(one -> !one.isBlank());
  }
}
