package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.metrics.SlackMeters;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.Answer;
import dev.quotey.live.protocol.OutboxMessage.Claim;
import dev.quotey.live.protocol.OutboxMessage.NoteFailed;
import dev.quotey.live.protocol.OutboxMessage.NoteSent;
import dev.quotey.live.protocol.OutboxMessage.NoteThread;
import dev.quotey.live.protocol.OutboxMessage.ReadWaiting;
import dev.quotey.live.protocol.OutboxMessage.Waiting;
import dev.quotey.live.protocol.OutboxMessage.WaitingNotice;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the outbox, each message as soon as Slack's limits allow, the most urgent first. A
 * message is at least once in its thread: one whose sending had no clear end is looked for there before it
 * is sent again. What Slack refuses for good is put aside, for an operator to see.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final String TS = "ts";
  private static final String THREAD_TS = "thread_ts";
  private static final String CHANNEL = "channel";
  private static final String METADATA = "metadata";
  private static final String PAYLOAD = "event_payload";
  private static final String DEDUPE_KEY = "dedupe_key";
  private static final int BATCH = 50;

  /** Longer than a call takes, so that no two nodes send one message. */
  private static final Duration CLAIM = Duration.ofSeconds(25);

  private static final Duration CLOCKS = Duration.ofMinutes(2);
  private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
  private static final Duration TRIED_MAX = Duration.ofDays(1);

  /** While something is wrong with us and not with the message. */
  private static final Duration OUT_OF_ORDER = Duration.ofSeconds(30);

  /** Before the next thread is begun in a channel where one was refused. */
  private static final Duration NO_THREAD = Duration.ofSeconds(10);

  /** Nothing we can say is taken until somebody mends the connection of the workspace. */
  private static final Set<String> OURS = Set.of(
      "invalid_auth",
      "not_authed",
      "account_inactive",
      "token_revoked",
      "token_expired",
      "missing_scope",
      "org_login_required",
      "ekm_access_denied",
      "team_access_not_granted");

  private static final Set<String> PASSING = Set.of(
      "internal_error",
      "fatal_error",
      "service_unavailable",
      "request_timeout",
      "team_added_to_org",
      "ratelimited");

  private final Vertx vertx;
  private final Clock clock;
  private final String node;
  private final SlackApi api;
  private final Pacer pacer;
  private final Statuses statuses;
  private final Messages messages;
  private final SlackMeters meters;

  /** Threads begun here; what has been read of a session a moment ago may not know them yet. */
  private final Map<QuoteId, String> begun = new HashMap<>();

  Courier(
      Vertx vertx,
      Clock clock,
      String node,
      SlackApi api,
      Pacer pacer,
      Statuses statuses,
      Messages messages,
      SlackMeters meters) {
    this.meters = meters;
    this.vertx = vertx;
    this.clock = clock;
    this.node = node;
    this.api = api;
    this.pacer = pacer;
    this.statuses = statuses;
    this.messages = messages;
  }

  /** Sends what may go now; says whether something has to wait. */
  boolean send() {
    Waiting waiting = (Waiting) await(Bus.outbox(vertx, new ReadWaiting(BATCH)));
    meters.queue(waiting.notices().size(), oldest(waiting));
    // What comes later in a channel does not overtake.
    Set<String> held = new HashSet<>();
    for (WaitingNotice notice : waiting.notices()) {
      String channel = notice.channel();
      if (held.contains(channel) || !mayGo(SlackApi.POST, channel) || !send(notice)) {
        held.add(channel);
      }
    }
    return !held.isEmpty();
  }

  private Duration oldest(Waiting waiting) {
    return waiting.notices().stream()
        .map(notice -> Duration.between(notice.createdAt(), clock.instant()))
        .max(Duration::compareTo)
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }

  boolean mayGo(String method, String channel) {
    return pacer.untilNext(method, channel, clock.instant()).isZero();
  }

  /** Whether the next of its channel may be sent in the same breath. */
  private boolean send(WaitingNotice waiting) {
    Optional<String> thread = known(waiting.quoteId(), waiting.threadTs());
    if (thread.isEmpty()) {
      return sendFirst(waiting);
    }
    boolean again = waiting.attempts() > 0;
    if (again && !mayGo(SlackApi.REPLIES, waiting.channel())) {
      return false;
    }
    if (!isClaimed(waiting)) {
      return true;
    }
    String key = waiting.notice().key();
    Optional<String> sent =
        again ? find(waiting.channel(), thread.get(), key, waiting.createdAt()) : Optional.empty();
    if (sent.isPresent()) {
      await(Bus.outbox(vertx, new NoteSent(waiting.id(), sent.get())));
      return true;
    }
    Outcome outcome = post(waiting.channel(), thread, key, waiting.notice().content());
    settle(waiting, outcome);
    return outcome instanceof Outcome.Done;
  }

  /** Begins the thread; where that fails, it is the message without a thread that an operator sees. */
  private boolean sendFirst(WaitingNotice waiting) {
    Outcome begun = begin(waiting.quoteId(), waiting.channel());
    if (begun instanceof Outcome.Done) {
      return mayGo(SlackApi.POST, waiting.channel()) && send(waiting);
    }
    if (isClaimed(waiting)) {
      settle(waiting, begun);
    }
    return false;
  }

  /** Whether it is for us to send it, and nobody else does meanwhile. */
  private boolean isClaimed(WaitingNotice waiting) {
    return await(Bus.outbox(vertx, new Claim(waiting.id(), node, CLAIM))) instanceof Answer claimed
        && claimed.yes();
  }

  private void settle(WaitingNotice waiting, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done -> {
        meters.sent(Duration.between(waiting.createdAt(), clock.instant()));
        await(Bus.outbox(vertx, new NoteSent(waiting.id(), done.body().getString(TS))));
      }
      case Outcome.Limited limited -> failed(waiting, "ratelimited", limited.retryAfter(), false);
      case Outcome.Unclear unclear ->
        failed(waiting, unclear.cause(), backoff(waiting.attempts()), true);
      case Outcome.Refused refused -> refused(waiting, refused.error());
    }
  }

  private void refused(WaitingNotice waiting, String error) {
    if (error.equals("thread_not_found")) {
      // Somebody has deleted the thread: a new one is begun.
      threadLost(waiting.quoteId(), waiting.channel());
      failed(waiting, error, Duration.ZERO, false);
    } else if (OURS.contains(error)) {
      failed(waiting, error, OUT_OF_ORDER, false);
    } else if (PASSING.contains(error)) {
      failed(waiting, error, backoff(waiting.attempts()), true);
    } else {
      dead(waiting, error);
    }
  }

  private void failed(WaitingNotice waiting, String error, Duration pause, boolean attempted) {
    LOG.warn("not sent notice={} cause={}", waiting.notice().key(), error);
    if (waiting.createdAt().plus(TRIED_MAX).isBefore(clock.instant())) {
      dead(waiting, error);
      return;
    }
    await(Bus.outbox(vertx, new NoteFailed(waiting.id(), error, pause, attempted, false)));
  }

  private void dead(WaitingNotice waiting, String error) {
    LOG.error("never sent notice={} cause={}", waiting.notice().key(), error);
    await(Bus.outbox(vertx, new NoteFailed(waiting.id(), error, Duration.ZERO, true, true)));
  }

  private static Duration backoff(int attempts) {
    Duration pause = Duration.ofSeconds(1L << Math.min(attempts + 1, 10));
    return pause.compareTo(BACKOFF_MAX) < 0 ? pause : BACKOFF_MAX;
  }

  /** A quote's thread, as far as one is known, in the database or here. */
  Optional<String> known(QuoteId quote, Optional<String> threadTs) {
    return threadTs.or(() -> Optional.ofNullable(begun.get(quote)));
  }

  /** A quote's thread, begun if there is none; empty where nothing may be posted to it now. */
  Optional<String> thread(QuoteId quote, String channel, Optional<String> threadTs) {
    Optional<String> known = known(quote, threadTs);
    if (known.isPresent()) {
      return known;
    }
    return begin(quote, channel) instanceof Outcome.Done && mayGo(SlackApi.POST, channel)
        ? known(quote, threadTs)
        : Optional.empty();
  }

  private Outcome begin(QuoteId quote, String channel) {
    if (!(await(Bus.persistence(vertx, new ReadQuote(quote))) instanceof StoredQuote stored)) {
      return new Outcome.Refused("quote_not_found");
    }
    Outcome outcome = post(
        channel,
        Optional.empty(),
        "thread:" + quote,
        messages.root((JsonMap) stored.document(), quote));
    if (outcome instanceof Outcome.Done done) {
      String ts = done.body().getString(TS);
      begun.put(quote, ts);
      await(Bus.outbox(vertx, new NoteThread(quote, channel, Optional.of(ts))));
      return outcome;
    }
    LOG.warn("no thread quote_id={} cause={}", quote, outcome);
    if (!(outcome instanceof Outcome.Limited)) {
      pacer.pause(SlackApi.POST, channel, clock.instant().plus(NO_THREAD));
    }
    return outcome;
  }

  void threadLost(QuoteId quote, String channel) {
    begun.remove(quote);
    await(Bus.outbox(vertx, new NoteThread(quote, channel, Optional.empty())));
  }

  /** Posts a message; the key in its metadata lets it be found again. */
  Outcome post(String channel, Optional<String> thread, String key, JsonObject content) {
    JsonObject arguments = content
        .copy()
        .put(CHANNEL, channel)
        .put("parse", "none")
        .put("link_names", false)
        .put("unfurl_links", false)
        .put("unfurl_media", false)
        .put(
            METADATA,
            new JsonObject()
                .put("event_type", "quotey_notice")
                .put(PAYLOAD, new JsonObject().put(DEDUPE_KEY, key)));
    thread.ifPresent(ts -> arguments.put(THREAD_TS, ts));
    Outcome outcome = call(SlackApi.POST, channel, arguments);
    if (outcome instanceof Outcome.Done) {
      thread.ifPresent(ts -> statuses.posted(new Statuses.QuoteThread(channel, ts)));
    }
    return outcome;
  }

  /** Calls Slack as often as it allows; a call that would be too soon is not made. */
  Outcome call(String method, String channel, JsonObject arguments) {
    Duration soonest = pacer.untilNext(method, channel, clock.instant());
    if (!soonest.isZero()) {
      return new Outcome.Limited(soonest);
    }
    pacer.count(method, channel, clock.instant());
    Outcome outcome = await(api.call(method, arguments));
    Instant now = clock.instant();
    if (outcome instanceof Outcome.Limited limited) {
      pacer.pause(method, channel, now.plus(limited.retryAfter()));
    }
    return outcome;
  }

  /**
   * The message of this key in a thread, if it is there; a workspace may not let us look.
   *
   * @param since the message is not older, but for what clocks differ by
   */
  Optional<String> find(String channel, String thread, String key, Instant since) {
    JsonObject arguments = new JsonObject()
        .put(CHANNEL, channel)
        .put(TS, thread)
        .put("oldest", since.minus(CLOCKS).getEpochSecond() + ".000000")
        .put("include_all_metadata", true)
        .put("limit", 200);
    if (!(call(SlackApi.REPLIES, channel, arguments) instanceof Outcome.Done done)) {
      return Optional.empty();
    }
    return done.body().getJsonArray("messages", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(message -> key.equals(message
            .getJsonObject(METADATA, new JsonObject())
            .getJsonObject(PAYLOAD, new JsonObject())
            .getString(DEDUPE_KEY)))
        .map(message -> message.getString(TS))
        .findFirst();
  }

  /** On a virtual thread. */
  static <T> T await(Future<T> future) {
    return Future.await(future);
  }
}
