package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.SessionId;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** What is said to those who speak to Slack. */
public sealed interface SlackMessage extends BusMessage {

  /**
   * Something has happened in these sessions.
   *
   * @param urgent whether it is more than an edit
   */
  record News(Set<SessionId> sessionIds, boolean urgent) implements SlackMessage {}

  /**
   * From the bridge: a request of somebody who says to be Slack.
   *
   * @param kind the last part of its path
   * @param timestamp header {@code X-Slack-Request-Timestamp}; empty where it is missing
   * @param signature header {@code X-Slack-Signature}; empty where it is missing
   */
  record Call(String kind, String timestamp, String signature, Buffer body)
      implements SlackMessage {}

  /** What it is answered with. */
  record CallAnswer(int status, String body) implements SlackMessage {}
}
