package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OutboxMessage;
import dev.quotey.live.protocol.OutboxMessage.Authors;
import dev.quotey.live.protocol.OutboxMessage.BeginStory;
import dev.quotey.live.protocol.OutboxMessage.Notice;
import dev.quotey.live.protocol.OutboxMessage.Priority;
import dev.quotey.live.protocol.OutboxMessage.ReadAuthors;
import dev.quotey.live.protocol.OutboxMessage.ReadStory;
import dev.quotey.live.protocol.OutboxMessage.Story;
import dev.quotey.live.protocol.OutboxMessage.Tell;
import dev.quotey.live.protocol.OutboxMessage.Told;
import dev.quotey.live.protocol.OutboxMessage.Warned;
import dev.quotey.live.protocol.PersistenceMessage;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadRevision;
import dev.quotey.live.protocol.PersistenceMessage.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what has happened in a session, decides what of it is to be told now, and puts that in the outbox
 * together with the note that it is told: it is told once, whoever does it and whatever dies in between.
 */
final class Reporter {
  private static final int CHANGES_READ = 1_000;

  /** Of a session that is older when it is seen first, only what comes is told. */
  private static final Duration NEW = Duration.ofHours(1);

  private final Vertx vertx;
  private final String channel;
  private final Duration digestTime;
  private final Duration idleWarning;
  private final Messages messages;

  /**
   * @param channel for quotes that have no thread yet
   * @param digestTime a thread is told of edits at most once in that time
   * @param idleWarning how long before its end a session warns of it
   */
  Reporter(
      Vertx vertx, String channel, Duration digestTime, Duration idleWarning, Messages messages) {
    this.vertx = vertx;
    this.channel = channel;
    this.digestTime = digestTime;
    this.idleWarning = idleWarning;
    this.messages = messages;
  }

  /** Looks at the session; afterwards {@code watched} has what it saw. */
  void look(Watched watched) {
    begun(watched.session).ifPresent(story -> {
      watched.see(story);
      OutboxMessage.Card card = story.card().orElseThrow();
      Told told = card.told();
      List<Notice> notices = new ArrayList<>();
      Told now = told;
      if (story.closed().isPresent()) {
        now = ended(story, told, notices);
      } else {
        now = warned(story, now, notices);
        now = approved(story, now, notices);
        now = edited(watched, story, now, notices);
      }
      if (!now.equals(told)) {
        boolean digest = notices.stream().anyMatch(one -> one.priority() == Priority.DIGEST);
        await(
            Bus.outbox(vertx, new Tell(story.sessionId(), story.quoteId(), now, digest, notices)));
        read(watched.session).ifPresent(watched::see);
        watched.cardUrgent |=
            notices.stream().anyMatch(one -> one.priority() == Priority.LIFECYCLE);
      }
    });
  }

  /** When there may be something to tell without anything happening. */
  Optional<Instant> nextLook(Watched watched) {
    Optional<Instant> digest = watched.story.flatMap(story -> digestDue(watched, story));
    Optional<Instant> calm = watched.editing().stream()
        .flatMap(person -> Watched.editsUntil(person).stream())
        .min(Instant::compareTo);
    return digest.isPresent() && calm.isPresent()
        ? Optional.of(digest.get().isBefore(calm.get()) ? digest.get() : calm.get())
        : digest.or(() -> calm);
  }

  private Optional<Story> begun(SessionId session) {
    Optional<Story> story = read(session);
    if (story.isEmpty() || story.get().card().isPresent()) {
      return story;
    }
    Story first = story.get();
    boolean isNew = first.createdAt().plus(NEW).isAfter(first.at());
    Told from = isNew
        ? new Told(0, 0, 0, false)
        : new Told(
            first.revision(),
            first.approvalRevision(),
            first.warned().map(Warned::id).orElse(0L),
            false);
    await(Bus.outbox(vertx, new BeginStory(session, first.quoteId(), channel, from)));
    return read(session);
  }

  private Optional<Story> read(SessionId session) {
    return await(Bus.outbox(vertx, new ReadStory(session))) instanceof Story story
        ? Optional.of(story)
        : Optional.empty();
  }

  private Told ended(Story story, Told told, List<Notice> notices) {
    if (told.ended()) {
      return told;
    }
    SessionId session = story.sessionId();
    JsonMap last = documentAt(session, story.revision());
    boolean muted = story.card().filter(OutboxMessage.Card::muted).isPresent();
    Digest untold = muted ? new Digest(List.of()) : digest(session, told.revision(), last);
    Authors authors = (Authors) await(Bus.outbox(vertx, new ReadAuthors(session)));
    JsonObject content =
        messages.summary(story, documentAt(session, 0), last, authors.authors(), untold);
    notices.add(new Notice("ended:" + session, Priority.LIFECYCLE, content));
    return new Told(story.revision(), told.approvalRevision(), told.warningId(), true);
  }

  private Told warned(Story story, Told told, List<Notice> notices) {
    Optional<Warned> warned = story.warned().filter(one -> one.id() > told.warningId());
    if (warned.isEmpty()) {
      return told;
    }
    Instant closesAt = warned.get().at().plus(idleWarning);
    if (closesAt.isAfter(story.at())) {
      notices.add(new Notice(
          "warned:" + story.sessionId() + ":" + warned.get().id(),
          Priority.WARNING,
          messages.warning(story, closesAt)));
    }
    return new Told(told.revision(), told.approvalRevision(), warned.get().id(), told.ended());
  }

  private Told approved(Story story, Told told, List<Notice> notices) {
    long revision = story.approvalRevision();
    if (revision <= told.approvalRevision()) {
      return told;
    }
    LoggedChange step = changes(story.sessionId(), revision, 1).getFirst();
    notices.add(new Notice(
        "approval:" + story.sessionId() + ":" + revision,
        Priority.LIFECYCLE,
        messages.approval(
            story.quoteId(),
            documentAt(story.sessionId(), revision),
            step.actor(),
            step.actorName())));
    return new Told(told.revision(), revision, told.warningId(), told.ended());
  }

  private Told edited(Watched watched, Story story, Told told, List<Notice> notices) {
    boolean untold = story.revision() > told.revision();
    watched.untoldSince =
        untold ? watched.untoldSince.or(() -> Optional.of(story.at())) : Optional.empty();
    boolean muted = story.card().filter(OutboxMessage.Card::muted).isPresent();
    if (!untold
        || (!muted
            && digestDue(watched, story).filter(due -> due.isAfter(story.at())).isPresent())) {
      return told;
    }
    watched.untoldSince = Optional.empty();
    if (!muted) {
      JsonMap before = documentAt(story.sessionId(), told.revision());
      JsonMap after = documentAt(story.sessionId(), story.revision());
      Digest digest = digest(story.sessionId(), told.revision(), after);
      if (!digest.isEmpty()) {
        notices.add(new Notice(
            "digest:" + story.sessionId() + ":" + story.revision(),
            Priority.DIGEST,
            messages.digest(digest, before, after)));
      }
    }
    return new Told(story.revision(), told.approvalRevision(), told.warningId(), told.ended());
  }

  /** When what is untold may be told; empty where everything is. */
  private Optional<Instant> digestDue(Watched watched, Story story) {
    return watched.untoldSince.map(since -> {
      Instant gathered = since.plus(digestTime);
      Instant again = story
          .card()
          .flatMap(OutboxMessage.Card::digestAt)
          .map(at -> at.plus(digestTime))
          .orElse(gathered);
      return again.isAfter(gathered) ? again : gathered;
    });
  }

  /** What was edited after {@code revision}, up to {@code after}. */
  private Digest digest(SessionId session, long revision, JsonMap after) {
    List<LoggedChange> all = new ArrayList<>();
    List<LoggedChange> some;
    do {
      some = changes(session, revision + all.size() + 1, CHANGES_READ);
      all.addAll(some);
    } while (some.size() == CHANGES_READ);
    return Digest.of(documentAt(session, revision), after, all);
  }

  /** The card of what was seen, with the documents that it needs. */
  Card card(Watched watched, boolean showsEditing) {
    Story story = watched.story.orElseThrow();
    long revision = story.revision();
    return new Card(
        story,
        documentAt(story.sessionId(), Math.max(0, revision - 1)),
        revision == 0
            ? Optional.empty()
            : Optional.of(changes(story.sessionId(), revision, 1).getFirst()),
        showsEditing ? watched.editing() : List.of());
  }

  private List<LoggedChange> changes(SessionId session, long from, int limit) {
    return ((Changes) await(Bus.persistence(vertx, new ReadChanges(session, from, limit))))
        .changes();
  }

  private JsonMap documentAt(SessionId session, long revision) {
    PersistenceMessage.Reply reply =
        await(Bus.persistence(vertx, new ReadRevision(session, revision)));
    JsonValue document = ((Revision) reply).document();
    return (JsonMap) document;
  }

  /** On a virtual thread. */
  private static <T> T await(Future<T> future) {
    return Future.await(future);
  }
}
