package dev.quotey.live.bridge;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every message of every browser passes here. A refusal goes to an address of ours that answers
 * with a code, since the bridge itself leaves a refused sender without an answer.
 */
final class BridgeGate implements Handler<BridgeEvent> {
  private static final Pattern SESSION = Pattern.compile("session\\.([A-Za-z0-9_-]+)\\..+");
  private static final String ADDRESS = "address";
  private static final String HEADERS = "headers";
  private static final String CODE = "code";

  private final Vertx vertx;
  private final Tokens tokens;
  private final String node;
  private final IdentityHashMap<SockJSSocket, Connection> connections = new IdentityHashMap<>();

  /** A socket that has shown a token. */
  private record Connection(Identity identity, Set<SessionId> sessions) {}

  /** @param node this node's name */
  BridgeGate(Vertx vertx, Tokens tokens, String node) {
    this.vertx = vertx;
    this.node = node;
    this.tokens = tokens;
  }

  /** Answers the token message and the refused ones. */
  Future<?> start() {
    MessageConsumer<JsonObject> auth = vertx.eventBus().localConsumer(Address.AUTH);
    auth.handler(message -> message.reply(SessionForm.user(Identity.of(message.headers()))));
    MessageConsumer<Object> refused = vertx.eventBus().localConsumer(Address.BRIDGE_REFUSED);
    refused.handler(message -> {
      Refusal refusal = Refusal.valueOf(message.headers().get(CODE));
      message.reply(SessionForm.error(refusal.name(), refusal.text));
    });
    return Future.all(auth.completion(), refused.completion());
  }

  /** Why a browser's message does not pass. */
  private enum Refusal {
    NOT_AUTHENTICATED("show a token first"),
    INVALID_TOKEN("the token is not valid"),
    ACCESS_DENIED("this address is not for browsers"),
    MALFORMED_MESSAGE("the body of a message is an object");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }
  }

  @Override
  public void handle(BridgeEvent event) {
    switch (event.type()) {
      case SEND -> send(event);
      case REGISTER -> event.complete(connection(event).isPresent());
      case PUBLISH -> event.complete(false);
      case SOCKET_CLOSED -> {
        closed(event.socket());
        event.complete(true);
      }
      default -> event.complete(true);
    }
  }

  private void send(BridgeEvent event) {
    JsonObject message = event.getRawMessage();
    String address = String.valueOf(message.getValue(ADDRESS));
    if (!(message.getValue("body") instanceof JsonObject body)) {
      refuse(event, Refusal.MALFORMED_MESSAGE);
    } else if (address.equals(Address.AUTH)) {
      authenticate(event, SessionForm.token(body));
    } else if (connection(event).isEmpty()) {
      refuse(event, Refusal.NOT_AUTHENTICATED);
    } else if (!address.equals(Address.SESSIONS_CREATE)
        && !address.matches(Address.SESSION_INBOUND)) {
      refuse(event, Refusal.ACCESS_DENIED);
    } else {
      Connection connection = connection(event).get();
      session(address).ifPresent(connection.sessions()::add);
      pass(event, connection.identity());
    }
  }

  private void authenticate(BridgeEvent event, String token) {
    SockJSSocket socket = event.socket();
    String socketId = Identity.socketAt(node, UUID.randomUUID().toString());
    tokens
        .verify(token)
        .onComplete(
            user -> {
              Identity identity = user.at(socketId);
              connections.put(socket, new Connection(identity, new HashSet<>()));
              pass(event, identity);
            },
            fault -> refuse(event, Refusal.INVALID_TOKEN));
  }

  private static void pass(BridgeEvent event, Identity identity) {
    event.setRawMessage(event.getRawMessage().put(HEADERS, identity.toHeaders()));
    event.complete(true);
  }

  private static void refuse(BridgeEvent event, Refusal refusal) {
    event.setRawMessage(event
        .getRawMessage()
        .put(ADDRESS, Address.BRIDGE_REFUSED)
        .put(HEADERS, new JsonObject().put(CODE, refusal.name())));
    event.complete(true);
  }

  private Optional<Connection> connection(BridgeEvent event) {
    return Optional.ofNullable(connections.get(event.socket()));
  }

  private static Optional<SessionId> session(String address) {
    Matcher matcher = SESSION.matcher(address);
    return matcher.matches() ? Optional.of(new SessionId(matcher.group(1))) : Optional.empty();
  }

  private void closed(SockJSSocket socket) {
    Connection gone = connections.remove(socket);
    if (gone == null) {
      return;
    }
    DeliveryOptions options = gone.identity().toOptions();
    gone.sessions()
        .forEach(session ->
            vertx.eventBus().send(Address.disconnected(session), new JsonObject(), options));
  }
}
