package dev.quotey.live.bridge;

import java.util.Map;

/** The HTTP status that says the same as a code. */
final class RestStatus {
  private static final int UNPROCESSABLE = 422;
  private static final Map<String, Integer> STATUS = Map.ofEntries(
      Map.entry("", 200),
      Map.entry("MALFORMED_MESSAGE", 400),
      Map.entry("MALFORMED_REVISION", 400),
      Map.entry("MALFORMED_PATH", 400),
      Map.entry("MALFORMED_OPERATION", 400),
      Map.entry("ROLE_REQUIRED", 403),
      Map.entry("FORBIDDEN", 403),
      Map.entry("COLUMN_FIXED", 403),
      Map.entry("OWN_APPROVAL", 403),
      Map.entry("NOT_AN_APPROVER", 403),
      Map.entry("LINK_OF_ANOTHER", 403),
      Map.entry("QUOTE_NOT_FOUND", 404),
      Map.entry("SESSION_NOT_FOUND", 404),
      Map.entry("LINE_NOT_FOUND", 404),
      Map.entry("SESSION_CLOSED", 409),
      Map.entry("CLIENT_ID_TAKEN", 409),
      Map.entry("NOT_JOINED", 409),
      Map.entry("ROW_HELD", 409),
      Map.entry("NOT_HELD", 409),
      Map.entry("QUOTE_APPROVED", 409),
      Map.entry("NOT_APPROVED", 409),
      Map.entry("NOT_SUBMITTED", 409),
      Map.entry("ALREADY_SUBMITTED", 409),
      Map.entry("APPROVAL_STALE", 409),
      Map.entry("FUTURE_REVISION", 409),
      Map.entry("STALE_REVISION", 409),
      Map.entry("TOO_MANY_PARTICIPANTS", 409),
      Map.entry("LINK_EXPIRED", 410),
      Map.entry("REVISION_CHANGED", 412),
      Map.entry("RATE_LIMITED", 429),
      Map.entry("FAULT", 500),
      Map.entry("RETRY", 503),
      Map.entry("OVERLOADED", 503),
      Map.entry("UNAVAILABLE", 503),
      Map.entry("SESSIONS_DISABLED", 503),
      Map.entry("SLACK_DISABLED", 503));

  private RestStatus() {}

  /** What a quote cannot become is unprocessable. */
  static int of(String code) {
    return STATUS.getOrDefault(code, UNPROCESSABLE);
  }
}
