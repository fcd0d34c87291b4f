package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.protocol.OutboxMessage.Person;
import dev.quotey.live.slack.Statuses.Due;
import dev.quotey.live.slack.Statuses.QuoteThread;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatusesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final QuoteThread THREAD = new QuoteThread("C1", "1.1");
  private static final Map<QuoteThread, String> EDITING = Map.of(THREAD, "Ana is editing…");
  private static final Map<QuoteThread, String> CALM = Map.of(THREAD, "");

  private final Statuses statuses = new Statuses();

  @Test
  @DisplayName("[SL6] a status is said, said again before Slack forgets it, and taken back")
  void life() {
    Due due = statuses.due(EDITING, START).orElseThrow();
    statuses.said(due, START);
    assertThat(statuses.due(EDITING, START.plusSeconds(60))).isEmpty();
    assertThat(statuses.due(EDITING, START.plusSeconds(80))).contains(due);
    assertThat(statuses.due(CALM, START.plusSeconds(5))).contains(new Due(THREAD, ""));
    statuses.said(new Due(THREAD, ""), START.plusSeconds(5));
    assertThat(statuses.due(CALM, START.plusSeconds(100))).isEmpty();
  }

  @Test
  @DisplayName("[SL6] a status is taken back where nobody looks after the session any more")
  void forgotten() {
    statuses.said(statuses.due(EDITING, START).orElseThrow(), START);
    assertThat(statuses.due(Map.of(), START)).contains(new Due(THREAD, ""));
  }

  @Test
  @DisplayName("[SL6] after a message, which takes the status away, it is said again")
  void posted() {
    statuses.said(statuses.due(EDITING, START).orElseThrow(), START);
    statuses.posted(THREAD);
    assertThat(statuses.due(EDITING, START)).isPresent();
  }

  @Test
  @DisplayName("[SL6] a workspace that allows no status is not asked again for an hour")
  void refused() {
    statuses.refused(START);
    assertThat(statuses.areRefused(START.plusSeconds(3_599))).isTrue();
    assertThat(statuses.due(EDITING, START.plusSeconds(3_599))).isEmpty();
    assertThat(statuses.due(EDITING, START.plusSeconds(3_600))).isPresent();
  }

  @Test
  @DisplayName("[SL6] the status names who is editing, a few of many")
  void text() {
    assertThat(Statuses.text(List.of())).isEmpty();
    assertThat(Statuses.text(List.of(person("Ana")))).isEqualTo("— Ana is editing…");
    assertThat(Statuses.text(List.of(person("Ana"), person("Ben"))))
        .isEqualTo("— Ana and Ben are editing…");
    assertThat(Statuses.text(List.of(
            person("A"),
            person("B"),
            person("C"),
            person("D"),
            person("E"),
            person("F"),
            person("G"))))
        .isEqualTo("— A, B, C, D, E and 2 more are editing…");
  }

  private static Person person(String name) {
    return new Person(name, name, Optional.of(START));
  }
}
