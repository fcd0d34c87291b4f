package dev.quotey.live.fakeslack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a fake Slack is to be.
 *
 * @param port 0 takes a free one
 * @param requestUrl base URL of the app for signed HTTP, used where no Socket Mode connection is open
 * @param unfurlDomains authorities, such as {@code localhost:8080}, whose links {@code link_shared} is sent for
 * @param file where channels and threads are kept, so that a restart remembers them
 * @param speed 1 for the documented rates, N for rates N times as wide
 */
public record FakeSlackSettings(
    String host,
    int port,
    String botToken,
    String appToken,
    String signingSecret,
    Optional<String> requestUrl,
    List<String> unfurlDomains,
    Optional<Path> file,
    int speed) {
  public FakeSlackSettings {
    unfurlDomains = List.copyOf(unfurlDomains);
    if (speed < 1) {
      throw new IllegalArgumentException("the speed is at least 1");
    }
  }

  /** On a free port of this machine, with known secrets, and in memory alone. */
  public static FakeSlackSettings forTests(int speed) {
    return new FakeSlackSettings(
        "127.0.0.1",
        0,
        "xoxb-fake",
        "xapp-fake",
        "fake-signing-secret",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        speed);
  }
}
