package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.QuoteForm;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Sessions for those who come without a socket: the same messages, sent in a user's name. */
final class Sessions {
  private static final long TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx;

  Sessions(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The quote's session, opened if there is none; or a refusal. */
  Future<JsonObject> create(QuoteId quote, Identity identity) {
    return tell(Address.SESSIONS_CREATE, QuoteForm.quoteId(quote.value()), identity);
  }

  /** Sends to the quote's open session, whichever that is. */
  Future<JsonObject> tell(
      QuoteId quote, Function<SessionId, String> address, JsonObject body, Identity identity) {
    return create(quote, identity)
        .compose(created -> SessionForm.errorCode(created).isEmpty()
            ? tell(address.apply(SessionForm.sessionId(created)), body, identity)
            : Future.succeededFuture(created));
  }

  /** Sends to this session, which may not run yet; one that has ended refuses. */
  Future<JsonObject> tell(
      SessionRecord session,
      Function<SessionId, String> address,
      JsonObject body,
      Identity identity) {
    return session.closed().isPresent()
        ? Future.succeededFuture(SessionForm.error("SESSION_CLOSED", "the session has ended"))
        : tell(session.session().quoteId(), address, body, identity);
  }

  Future<JsonObject> tell(String address, JsonObject body, Identity identity) {
    return vertx
        .eventBus()
        .<JsonObject>request(address, body, identity.toOptions().setSendTimeout(TIMEOUT_MILLIS))
        .map(Message::body);
  }
}
