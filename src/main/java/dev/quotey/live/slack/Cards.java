package dev.quotey.live.slack;

import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage;
import dev.quotey.live.protocol.OutboxMessage.NoteCard;
import dev.quotey.live.protocol.OutboxMessage.Person;
import dev.quotey.live.protocol.OutboxMessage.Story;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cards and the threads' statuses true. Nothing of it waits anywhere: a card is made when it may
 * be sent, so it shows the latest state, and however much happens, a session has one.
 */
final class Cards {
  private static final Logger LOG = LoggerFactory.getLogger(Cards.class);
  private static final String TS = "ts";
  private static final String CHANNEL = "channel";

  /** A card is sought in its thread if its session is older: another node may have posted it. */
  private static final Duration NEW = Duration.ofSeconds(20);

  /** Somebody has deleted the card, or it cannot be changed any more; a new one takes its place. */
  private static final Set<String> LOST =
      Set.of("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found");

  private final Vertx vertx;
  private final Clock clock;
  private final Duration interval;
  private final Courier courier;
  private final Reporter reporter;
  private final Statuses statuses;
  private final Pages pages;

  /** @param interval a card changes at most once in that time, if it is not urgent */
  Cards(
      Vertx vertx,
      Clock clock,
      Duration interval,
      Courier courier,
      Reporter reporter,
      Statuses statuses,
      Pages pages) {
    this.vertx = vertx;
    this.clock = clock;
    this.interval = interval;
    this.courier = courier;
    this.reporter = reporter;
    this.statuses = statuses;
    this.pages = pages;
  }

  /** Sends what may be sent now, those first that have waited longest. */
  void send(Collection<Watched> all) {
    List<Watched> due = all.stream()
        .filter(this::isDue)
        .sorted(Comparator.comparing((Watched one) -> !one.cardUrgent)
            .thenComparing(one -> one.cardSentAt))
        .toList();
    for (Watched watched : due) {
      OutboxMessage.Card card = watched.story.flatMap(Story::card).orElseThrow();
      String method = watched.cardTs.isEmpty() ? SlackApi.POST : SlackApi.UPDATE;
      boolean sought = watched.cardTs.isPresent()
          || !mayBeThere(watched)
          || courier.mayGo(SlackApi.REPLIES, card.channel());
      if (sought && courier.mayGo(method, card.channel())) {
        send(watched, card);
      }
    }
    status(all);
  }

  /** Whether its card shows everything. */
  boolean isShown(Watched watched) {
    return watched.cardTs.isPresent() && watched.cardShown.equals(key(watched));
  }

  private boolean isDue(Watched watched) {
    return watched.story.flatMap(Story::card).isPresent()
        && !isShown(watched)
        && (watched.cardUrgent || !watched.cardSentAt.plus(interval).isAfter(clock.instant()));
  }

  private String key(Watched watched) {
    return Card.key(watched.story.orElseThrow(), editing(watched));
  }

  private List<Person> editing(Watched watched) {
    return statuses.areRefused(clock.instant()) ? watched.editing() : List.of();
  }

  private void send(Watched watched, OutboxMessage.Card place) {
    Story story = watched.story.orElseThrow();
    Optional<String> thread = courier.thread(story.quoteId(), place.channel(), place.threadTs());
    if (thread.isEmpty()) {
      return;
    }
    Card card = reporter.card(watched, statuses.areRefused(clock.instant()));
    watched.cardSentAt = clock.instant();
    Optional<String> ts = watched.cardTs.or(() -> found(watched, story, place, thread.get()));
    Outcome outcome = ts.isPresent()
        ? update(place.channel(), ts.get(), card)
        : courier.post(place.channel(), thread, "card:" + story.sessionId(), card.message(pages));
    watched.cardUnclear = ts.isEmpty() && outcome instanceof Outcome.Unclear;
    settle(watched, place, card, outcome);
  }

  /** A card that an attempt without a clear end has posted after all. */
  private Optional<String> found(
      Watched watched, Story story, OutboxMessage.Card place, String thread) {
    return mayBeThere(watched)
        ? courier.find(place.channel(), thread, "card:" + story.sessionId(), story.createdAt())
        : Optional.empty();
  }

  private static boolean mayBeThere(Watched watched) {
    Story story = watched.story.orElseThrow();
    return watched.cardUnclear || story.createdAt().plus(NEW).isBefore(story.at());
  }

  private Outcome update(String channel, String ts, Card card) {
    return courier.call(
        SlackApi.UPDATE,
        channel,
        card.message(pages).put(CHANNEL, channel).put(TS, ts).put("parse", "none"));
  }

  private void settle(Watched watched, OutboxMessage.Card place, Card card, Outcome outcome) {
    Story story = card.story();
    switch (outcome) {
      case Outcome.Done done -> {
        watched.cardUrgent = false;
        note(watched, Optional.of(done.body().getString(TS)), card.key());
      }
      case Outcome.Limited ignored -> {}
      case Outcome.Refused refused -> refused(watched, story, place, refused.error());
      case Outcome.Unclear unclear ->
        LOG.warn("card not sent session_id={} cause={}", story.sessionId(), unclear.cause());
    }
    if (!(outcome instanceof Outcome.Done)) {
      // It comes again at its time, and no sooner.
      watched.cardUrgent = false;
    }
  }

  private void refused(Watched watched, Story story, OutboxMessage.Card place, String error) {
    LOG.warn("card not sent session_id={} cause={}", story.sessionId(), error);
    if (error.equals("thread_not_found")) {
      courier.threadLost(story.quoteId(), place.channel());
    }
    if (LOST.contains(error)) {
      note(watched, Optional.empty(), "");
    }
  }

  private void note(Watched watched, Optional<String> ts, String shown) {
    watched.cardTs = ts;
    watched.cardShown = shown;
    Courier.await(Bus.outbox(vertx, new NoteCard(watched.session, ts, shown)));
  }

  private void status(Collection<Watched> all) {
    Map<Statuses.QuoteThread, List<Person>> editing = new HashMap<>();
    for (Watched watched : all) {
      watched.story.ifPresent(story -> story
          .card()
          .flatMap(card -> courier
              .known(story.quoteId(), card.threadTs())
              .map(ts -> new Statuses.QuoteThread(card.channel(), ts)))
          .filter(thread -> watched.cardTs.isPresent())
          .ifPresent(thread -> editing.merge(
              thread, watched.editing(), (some, others) -> some.isEmpty() ? others : some)));
    }
    Map<Statuses.QuoteThread, String> wanted = editing.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> Statuses.text(one.getValue())));
    Instant now = clock.instant();
    Optional<Statuses.Due> due = statuses.due(wanted, now);
    while (due.isPresent()
        && courier.mayGo(SlackApi.SET_STATUS, due.get().thread().channel())) {
      if (!say(due.get())) {
        return;
      }
      due = statuses.due(wanted, clock.instant());
    }
  }

  private boolean say(Statuses.Due due) {
    Outcome outcome = courier.call(
        SlackApi.SET_STATUS,
        due.thread().channel(),
        new JsonObject()
            .put("channel_id", due.thread().channel())
            .put("thread_ts", due.thread().ts())
            .put("status", due.text()));
    switch (outcome) {
      case Outcome.Done ignored -> statuses.said(due, clock.instant());
      case Outcome.Refused refused -> {
        LOG.info("no status in threads, the cards say it cause={}", refused.error());
        statuses.refused(clock.instant());
      }
      case Outcome.Limited ignored -> {}
      case Outcome.Unclear ignored -> {}
    }
    return outcome instanceof Outcome.Done;
  }
}
