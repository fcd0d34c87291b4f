package dev.quotey.live.slack;

import dev.quotey.live.protocol.OutboxMessage.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What threads say about who is editing. Slack forgets a status after two minutes and with every message
 * of ours, so it is said again while it is true. Where a workspace does not allow it, the card says it.
 */
final class Statuses {
  private static final Duration AGAIN = Duration.ofSeconds(75);
  private static final Duration REFUSED = Duration.ofHours(1);
  private static final int NAMES_MAX = 200;

  private final Map<QuoteThread, Shown> shown = new HashMap<>();
  private Instant refusedUntil = Instant.EPOCH;

  /** A quote's thread. */
  record QuoteThread(String channel, String ts) {}

  private record Shown(String text, Instant at) {}

  /** What a thread is to say. */
  record Due(QuoteThread thread, String text) {}

  static String text(List<Person> editing) {
    if (editing.isEmpty()) {
      return "";
    }
    List<String> names = editing.stream().map(Person::name).toList();
    return "— " + SlackText.shorten(Words.names(names), NAMES_MAX)
        + (names.size() == 1 ? " is editing…" : " are editing…");
  }

  /** The first thread that does not say what it should. */
  Optional<Due> due(Map<QuoteThread, String> wanted, Instant now) {
    shown
        .keySet()
        .removeIf(thread -> shown.get(thread).text().isEmpty()
            && wanted.getOrDefault(thread, "").isEmpty());
    if (areRefused(now)) {
      return Optional.empty();
    }
    Optional<Due> wrong = wanted.entrySet().stream()
        .filter(one -> isWrong(one.getKey(), one.getValue(), now))
        .findFirst()
        .map(one -> new Due(one.getKey(), one.getValue()));
    return wrong.or(() -> shown.keySet().stream()
        .filter(thread -> !wanted.containsKey(thread))
        .findFirst()
        .map(thread -> new Due(thread, "")));
  }

  private boolean isWrong(QuoteThread thread, String text, Instant now) {
    Shown is = shown.getOrDefault(thread, new Shown("", now));
    return !is.text().equals(text) || (!text.isEmpty() && is.at().plus(AGAIN).isBefore(now));
  }

  void said(Due due, Instant now) {
    shown.put(due.thread(), new Shown(due.text(), now));
  }

  /** A message of ours has taken the thread's status away. */
  void posted(QuoteThread thread) {
    shown.computeIfPresent(thread, (one, is) -> new Shown("", is.at()));
  }

  /** The workspace does not allow it, so it is not asked again for a while. */
  void refused(Instant now) {
    refusedUntil = now.plus(REFUSED);
    shown.clear();
  }

  boolean areRefused(Instant now) {
    return now.isBefore(refusedUntil);
  }
}
