package dev.quotey.live.slack;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What became of a call of the Web API. */
sealed interface Outcome {
  /** Slack has done it. */
  record Done(JsonObject body) implements Outcome {}

  /** Slack has not done it, and wants no such call for some time. */
  record Limited(Duration retryAfter) implements Outcome {}

  /** Slack has not done it, and says why. */
  record Refused(String error) implements Outcome {}

  /** No answer came, or none that says: it may be done or not. */
  record Unclear(String cause) implements Outcome {}
}
