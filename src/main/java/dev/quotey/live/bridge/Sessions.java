package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.PendingRequests;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.FindSession;
import dev.quotey.live.protocol.SessionMessage.LocateSession;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions, wherever they run, for those who come by socket or over REST. It knows the nodes of the
 * sessions that are used here, and asks the directory for others. One event loop.
 */
final class Sessions {
  private static final long TIMEOUT_MILLIS = 20_000;
  private static final int QUOTES_MAX = 10_000;

  private final Vertx vertx;
  private final String node;

  /** By node; and those to sessions of this node by session. */
  private final PendingRequests pending = new PendingRequests();

  private final Map<SessionId, Placed> routes = new HashMap<>();

  /** Of sessions that were asked for and may run nowhere; of more the first is forgotten. */
  private final Map<SessionId, QuoteId> quotes = new LinkedHashMap<>();

  /** @param node this node's name */
  Sessions(Vertx vertx, String node) {
    this.vertx = vertx;
    this.node = node;
  }

  /** The quote's session, opened if there is none; or a refusal. */
  Future<JsonObject> create(QuoteId quote, Identity identity) {
    return find(quote, identity).map(placing -> switch (placing) {
      case Placed placed -> SessionForm.created(placed.opened());
      case Unplaced unplaced -> SessionForm.error(unplaced.code(), unplaced.message());
    });
  }

  private Future<Placing> find(QuoteId quote, Identity identity) {
    return ask(Address.SESSIONS_CREATE, new FindSession(quote, identity.userId()));
  }

  private Future<Placing> ask(String address, Object question) {
    return Bus.<Placing>request(vertx, address, question, TIMEOUT_MILLIS).onSuccess(placing -> {
      if (placing instanceof Placed placed) {
        routes.put(placed.opened().sessionId(), placed);
      }
    });
  }

  /** The quote of a session, open or closed; fails with {@link NoSessionException} where there is none. */
  Future<QuoteId> quoteOf(SessionId session) {
    Placed placed = routes.get(session);
    if (placed != null) {
      return Future.succeededFuture(placed.opened().quoteId());
    }
    QuoteId known = quotes.get(session);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    return Bus.persistence(vertx, new ReadSession(session)).map(reply -> {
      if (!(reply instanceof SessionRecord record)) {
        throw new NoSessionException();
      }
      QuoteId quote = record.session().quoteId();
      quotes.put(session, quote);
      if (quotes.size() > QUOTES_MAX) {
        quotes.remove(quotes.keySet().iterator().next());
      }
      return quote;
    });
  }

  /** Tells the quote's open session, whichever that is. */
  Future<JsonObject> tell(QuoteId quote, Door door, JsonObject body, Identity identity) {
    return find(quote, identity).compose(placing -> switch (placing) {
      case Placed placed -> tell(new Letter(placed.opened().sessionId(), door, body, identity));
      case Unplaced unplaced ->
        Future.succeededFuture(SessionForm.error(unplaced.code(), unplaced.message()));
    });
  }

  /** Tells this session, which may not run yet; one that has ended refuses. */
  Future<JsonObject> tell(SessionRecord session, Door door, JsonObject body, Identity identity) {
    return session.closed().isPresent()
        ? Future.succeededFuture(SessionForm.error("SESSION_CLOSED", "the session has ended"))
        : tell(session.session().quoteId(), door, body, identity);
  }

  /** Tells this session, which is started where it is open and does not run. Never fails. */
  Future<JsonObject> tell(Letter letter) {
    return locate(letter.session(), true)
        .compose(placed -> ask(placed, letter))
        .otherwise(fault ->
            SessionForm.rejected("RETRY", "the session is not reachable now; join again", 0));
  }

  /** Asks this session; fails where it does not run. */
  Future<JsonObject> askRunning(Letter letter) {
    return locate(letter.session(), false).compose(placed -> ask(placed, letter));
  }

  /** Tells this session, if it is known here where it runs; nobody answers. */
  void send(Letter letter) {
    Placed placed = routes.get(letter.session());
    if (placed != null) {
      letter.send(
          vertx,
          placed.node().equals(node) ? letter.localAddress() : Address.sessionHost(placed.node()));
    }
  }

  private Future<JsonObject> ask(Placed placed, Letter letter) {
    Future<JsonObject> answer = placed.node().equals(node)
        ? pending.to(
            letter.session().value(), letter.ask(vertx, letter.localAddress(), TIMEOUT_MILLIS))
        : pending.to(
            placed.node(), letter.ask(vertx, Address.sessionHost(placed.node()), TIMEOUT_MILLIS));
    return answer
        // It may have moved; whoever comes next asks the directory.
        .onFailure(fault -> routes.remove(letter.session(), placed));
  }

  private Future<Placed> locate(SessionId session, boolean start) {
    Placed known = routes.get(session);
    return known != null
        ? Future.succeededFuture(known)
        : ask(Address.SESSIONS_LOCATE, new LocateSession(session, start))
            .compose(placing -> placing instanceof Placed placed
                ? Future.succeededFuture(placed)
                : Future.failedFuture("the session runs nowhere"));
  }

  /** Takes in where a session runs now; returns whether it was used here, and elsewhere till now. */
  boolean moved(SessionMoved moved) {
    Placed now = moved.placed();
    SessionId session = now.opened().sessionId();
    if (moved.state() == State.STOPPED && now.node().equals(node)) {
      // What it had not taken in yet when it stopped, it does not answer.
      pending.lost(session.value());
    }
    Placed before = routes.get(session);
    if (before == null || before.opened().ownerEpoch() > now.opened().ownerEpoch()) {
      return false;
    }
    if (moved.state() == State.STOPPED) {
      routes.remove(session);
      return false;
    }
    routes.put(session, now);
    return before.opened().ownerEpoch() < now.opened().ownerEpoch();
  }

  /** The sessions that were used here and ran at a node that is gone. */
  List<SessionId> lost(String gone) {
    pending.lost(gone);
    List<SessionId> lost = new ArrayList<>();
    routes.values().removeIf(placed -> {
      boolean there = placed.node().equals(gone);
      if (there) {
        lost.add(placed.opened().sessionId());
      }
      return there;
    });
    return lost;
  }
}
