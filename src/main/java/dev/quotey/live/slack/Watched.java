package dev.quotey.live.slack;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.OutboxMessage.Person;
import dev.quotey.live.protocol.OutboxMessage.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A session that the node whose turn it is has an eye on. */
final class Watched {
  /** Who came or changed something so lately is editing. */
  static final Duration EDITING = Duration.ofMinutes(2);

  final SessionId session;

  /** When it is to be looked at. */
  Instant lookAt;

  /** When it was looked at last. */
  Instant lookedAt = Instant.EPOCH;

  private boolean looking;

  /** As it was then. */
  Optional<Story> story = Optional.empty();

  /** Since when there are edits that have not been told, by the clock of the database. */
  Optional<Instant> untoldSince = Optional.empty();

  /** The message that is its card; empty until it is posted. */
  Optional<String> cardTs = Optional.empty();

  /** What the card shows. */
  String cardShown = "";

  /** When its card was changed last. */
  Instant cardSentAt = Instant.EPOCH;

  /** Whether its card cannot wait for its time. */
  boolean cardUrgent;

  /** Whether the card may have been posted already: an attempt had no clear end. */
  boolean cardUnclear;

  Watched(SessionId session, Instant lookAt) {
    this.session = session;
    this.lookAt = lookAt;
  }

  /** It is being looked at, from now on; until {@link #looked} nobody knows what there is to tell. */
  void look(Instant now) {
    lookedAt = now;
    lookAt = Instant.MAX;
    looking = true;
  }

  void looked() {
    looking = false;
  }

  /** Takes in what was seen. Where its card is, is known here better once it has been seen or sent. */
  void see(Story seen) {
    if (story.isEmpty()) {
      seen.card().ifPresent(card -> {
        cardTs = card.ts();
        cardShown = card.shown();
      });
    }
    story = Optional.of(seen);
  }

  /** It is to be looked at by then, if not before. */
  void lookBy(Instant time) {
    if (time.isBefore(lookAt)) {
      lookAt = time;
    }
  }

  /** Who is editing. */
  List<Person> editing() {
    return story
        .filter(now -> now.closed().isEmpty())
        .map(now -> now.people().stream()
            .filter(person -> editsUntil(person).filter(now.at()::isBefore).isPresent())
            .toList())
        .orElse(List.of());
  }

  /** How long the person is said to edit, if nothing more comes; empty for who only looks. */
  static Optional<Instant> editsUntil(Person person) {
    return person.activeAt().map(at -> at.plus(EDITING));
  }

  /** Whether nothing of it is left to tell, its card aside, until something happens in it. */
  boolean isTold() {
    return !looking
        && lookAt.equals(Instant.MAX)
        && untoldSince.isEmpty()
        && editing().isEmpty();
  }
}
