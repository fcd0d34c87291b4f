package dev.quotey.live.directory;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.NodeForm;
import dev.quotey.live.protocol.NodeForm.Placement;
import dev.quotey.live.protocol.PersistenceMessage.IdleQuotes;
import dev.quotey.live.protocol.PersistenceMessage.OpenSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadIdle;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Lifecycle;
import dev.quotey.live.protocol.SessionMessage.SessionStarted;
import dev.quotey.live.protocol.SessionMessage.StartSession;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each quote its one session, started when first asked for. */
public final class DirectoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryVerticle.class);
  private static final long TIMEOUT_MILLIS = 20_000;

  private static final long SWEEP_MILLIS = 60_000;

  /** A session that runs answers at once. */
  private static final long ANSWER_MILLIS = 1_000;

  /** From asking a node to run a session until it does. */
  private static final long START_MILLIS = 5_000;

  private static final long SUSPECT_MILLIS = 10_000;
  private static final int HASH = 0x9e3779b1;

  private final String node;
  private final Supplier<List<String>> nodes;
  private final Map<QuoteId, Future<Reply>> opening = new HashMap<>();
  private final Set<SessionId> running = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private Placements placements;
  private boolean draining;

  private SessionSettings settings;

  /**
   * @param node this node's name
   * @param nodes the names of all nodes that are there now, this one among them
   */
  public DirectoryVerticle(SessionSettings settings, String node, Supplier<List<String>> nodes) {
    this.settings = settings;
    this.node = node;
    this.nodes = nodes;
  }

  @Override
  public Future<?> start() {
    placements = new Placements(vertx);
    return placements.start().compose(done -> listen());
  }

  /** From here on no session is placed here, by no node. Those that are here go when they stop. */
  public Future<Void> drain() {
    draining = true;
    return placements.drain(node);
  }

  private Future<?> listen() {
    MessageConsumer<JsonObject> create = vertx.eventBus().localConsumer(Address.SESSIONS_CREATE);
    create.handler(message -> create(message).onSuccess(message::reply));
    MessageConsumer<Lifecycle> lifecycle =
        vertx.eventBus().localConsumer(Address.SESSION_LIFECYCLE);
    lifecycle.handler(message -> follow(message.body()));
    MessageConsumer<JsonObject> lost = vertx.eventBus().localConsumer(Address.NODES_LOST);
    lost.handler(message -> lost(NodeForm.readNode(message.body())));
    MessageConsumer<JsonObject> closeInactive =
        vertx.eventBus().localConsumer(Address.SESSIONS_CLOSE_INACTIVE);
    closeInactive.handler(message -> asked(message)
        .onComplete(
            message::reply, fault -> message.fail(Bus.FAULT, fault.getClass().getSimpleName())));
    MessageConsumer<SessionSettings> changed =
        vertx.eventBus().localConsumer(Address.SESSIONS_SETTINGS);
    changed.handler(message -> {
      settings = message.body();
      closeSwitchedOff();
    });
    // A session that was open when it was switched off leaves its last state in its quote.
    closeSwitchedOff();
    // Sessions that run here watch themselves; this finds those that nobody has opened since.
    vertx.setPeriodic(
        SWEEP_MILLIS,
        timer -> closeInactive(settings.idleTimeout())
            .onFailure(fault -> LOG.warn("no sweep cause={}", fault.getMessage())));
    return Future.all(
        create.completion(),
        lifecycle.completion(),
        lost.completion(),
        closeInactive.completion(),
        changed.completion());
  }

  private Future<JsonObject> asked(Message<JsonObject> message) {
    try {
      return closeInactive(SessionForm.readTimeout(message.body()))
          .map(SessionForm::closedSessions);
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", e.getMessage());
    }
  }

  /** An idle session that does not run is started to be closed: only its owner may end it. */
  private Future<List<JsonObject>> closeInactive(Duration timeout) {
    return Bus.persistence(vertx, new ReadIdle(timeout))
        .compose(reply -> Future.join(((IdleQuotes) reply)
            .quoteIds().stream()
                .map(quote -> close(quote, Address::closeIdle, SessionForm.timeout(timeout)))
                .toList()))
        .map(
            all -> all.<JsonObject>list().stream().filter(one -> !one.isEmpty()).toList());
  }

  private void closeSwitchedOff() {
    Bus.persistence(vertx, new ReadIdle(Duration.ZERO))
        .onSuccess(reply -> ((IdleQuotes) reply)
            .quoteIds().stream()
                .filter(quote -> !settings.isEnabledFor(quote))
                .forEach(
                    quote -> close(quote, Address::close, CommandForm.closing("switched_off"))))
        .onFailure(fault -> LOG.warn("not switched off cause={}", fault.getMessage()));
  }

  private Future<JsonObject> close(
      QuoteId quote, Function<SessionId, String> address, JsonObject body) {
    long patience = settings.closeNotice().toMillis() + TIMEOUT_MILLIS;
    return find(quote, Identity.SYSTEM.userId())
        .compose(reply -> reply instanceof SessionOpened opened
            ? Bus.<JsonObject>request(vertx, address.apply(opened.sessionId()), body, patience)
            : Future.succeededFuture(new JsonObject()))
        .otherwise(fault -> {
          LOG.warn("session not closed quote_id={} cause={}", quote, fault.getMessage());
          return new JsonObject();
        });
  }

  private Future<JsonObject> create(Message<JsonObject> message) {
    QuoteId quote;
    try {
      quote = SessionForm.readQuoteId(message.body());
    } catch (IllegalArgumentException e) {
      return refused("MALFORMED_MESSAGE", "quote_id is missing or malformed");
    }
    if (!settings.isEnabledFor(quote)) {
      return refused("SESSIONS_DISABLED", "sessions are switched off for this quote");
    }
    String user = Identity.of(message.headers()).userId();
    return find(quote, user)
        .map(reply ->
            reply instanceof SessionOpened opened ? SessionForm.created(opened) : refusal(reply))
        .otherwise(fault -> {
          LOG.warn("session not started quote_id={} cause={}", quote, fault.getMessage());
          return SessionForm.error("UNAVAILABLE", "the session cannot be opened now");
        });
  }

  /** Those who ask at the same time get the same session. */
  private Future<Reply> find(QuoteId quote, String user) {
    Future<Reply> known = opening.get(quote);
    if (known != null) {
      return known;
    }
    Future<Reply> found = placed(quote)
        .compose(placement -> placement.isPresent()
            ? Future.succeededFuture(placement.get().opened())
            : placements.alone(quote, () -> place(quote, user)));
    if (!found.isComplete()) {
      opening.put(quote, found);
      found.onComplete(done -> opening.remove(quote, found));
    }
    return found;
  }

  /** Where the session runs; empty where it runs nowhere, whatever the map says. */
  private Future<Optional<Placement>> placed(QuoteId quote) {
    return placements.find(quote).compose(found -> {
      if (found.isEmpty()) {
        return Future.succeededFuture(found);
      }
      Placement placement = found.get();
      if (placement.node().equals(node)) {
        return Future.succeededFuture(
            found.filter(one -> running.contains(one.opened().sessionId())));
      }
      // A node that is gone, or that has lost the session, does not answer.
      return nodes.get().contains(placement.node())
          ? Bus.<JsonObject>request(
                  vertx,
                  Address.participants(placement.opened().sessionId()),
                  new JsonObject(),
                  ANSWER_MILLIS)
              .map(found)
              .otherwise(fault -> {
                suspect(placement.node());
                return Optional.empty();
              })
          : Future.succeededFuture(Optional.empty());
    });
  }

  /** Gives the session an owner. The lock keeps nodes from doing it at once; the epoch, from being wrong. */
  private Future<Reply> place(QuoteId quote, String user) {
    return placed(quote)
        .compose(placement -> placement.isPresent()
            ? Future.succeededFuture(placement.get().opened())
            : placements.open(nodes.get()).compose(open -> {
              List<String> answering =
                  open.stream().filter(one -> !silent.contains(one)).toList();
              return answering.isEmpty() && draining
                  ? Future.failedFuture("the server stops, and there is no other")
                  : start(quote, user, chosen(quote, answering));
            }));
  }

  private Future<Reply> start(QuoteId quote, String user, String owner) {
    return Bus.persistence(vertx, new OpenSession(quote, user, owner))
        .compose(reply -> reply instanceof SessionOpened opened
            ? Bus.<SessionStarted>request(
                    vertx, Address.sessionHost(owner), new StartSession(opened), START_MILLIS)
                .onFailure(fault -> suspect(owner))
                .compose(started -> placements.put(opened, owner))
                .map(done -> reply)
            : Future.succeededFuture(reply))
        // A node that does not start it may be gone without anybody having noticed yet.
        .recover(fault -> owner.equals(node) ? Future.failedFuture(fault) : place(quote, user));
  }

  /** A node that did not answer gets no session for a while; if it is gone, it is soon known. */
  private void suspect(String quiet) {
    if (!quiet.equals(node) && silent.add(quiet)) {
      vertx.setTimer(SUSPECT_MILLIS, timer -> silent.remove(quiet));
    }
  }

  /**
   * Rendezvous hashing: each quote prefers the nodes in an order of its own, so that a node that comes
   * or goes moves only its share.
   */
  private String chosen(QuoteId quote, List<String> open) {
    return open.stream()
        .max(Comparator.comparingInt(one -> (quote.value() + "@" + one).hashCode() * HASH))
        .orElse(node);
  }

  private void follow(Lifecycle event) {
    if (event.state() == State.STARTED) {
      running.add(event.sessionId());
    } else {
      running.remove(event.sessionId());
      placements
          .remove(event.quoteId(), node)
          .onFailure(fault -> LOG.warn("placement not removed quote_id={}", event.quoteId()));
    }
  }

  /** Sessions of a node that is gone go on: each node takes those that prefer it. */
  private void lost(String gone) {
    LOG.info("node lost node={}", gone);
    placements
        .at(gone)
        .onSuccess(orphans -> orphans.stream()
            .map(placement -> placement.opened().quoteId())
            .filter(quote -> chosen(quote, nodes.get()).equals(node))
            .forEach(quote -> find(quote, Identity.SYSTEM.userId())
                .onFailure(fault -> LOG.warn("not taken over quote_id={}", quote, fault))))
        .onFailure(fault -> LOG.warn("sessions not taken over node={}", gone, fault));
  }

  private static JsonObject refusal(Reply reply) {
    Optional<Refused> refused =
        reply instanceof Refused known ? Optional.of(known) : Optional.empty();
    return SessionForm.error(
        refused.map(known -> known.reason().name()).orElse("UNAVAILABLE"),
        "the quote cannot be opened");
  }

  private static Future<JsonObject> refused(String code, String message) {
    return Future.succeededFuture(SessionForm.error(code, message));
  }
}
