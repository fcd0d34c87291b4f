package dev.quotey.live.fakeslack;

import java.util.List;

/** A refusal, with Slack's code for it and, where Slack says so, what exactly is wrong. */
class ApiFault extends RuntimeException {
  private final String code;
  private final List<String> details;

  ApiFault(String code) {
    this(code, List.of());
  }

  ApiFault(String code, List<String> details) {
    super(details.isEmpty() ? code : code + ": " + String.join("; ", details));
    this.code = code;
    this.details = List.copyOf(details);
  }

  String code() {
    return code;
  }

  List<String> details() {
    return details;
  }
}
