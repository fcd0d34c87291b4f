package dev.quotey.live.session;

import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.SessionMessage.SessionStarted;
import dev.quotey.live.protocol.SessionMessage.StartSession;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;

/** Starts sessions on this node. */
public final class SessionHostVerticle extends VerticleBase {
  private final Clock clock;

  /** Sessions that run keep the settings they were started with. */
  private final String node;

  private SessionSettings settings;

  /** @param node this node's name */
  public SessionHostVerticle(SessionSettings settings, String node, Clock clock) {
    this.node = node;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    MessageConsumer<SessionSettings> changed =
        vertx.eventBus().localConsumer(Address.SESSIONS_SETTINGS);
    changed.handler(message -> settings = message.body());
    return Future.all(
        changed.completion(),
        Bus.<StartSession, SessionStarted>serveAll(
            vertx, Address.sessionHost(node), this::startSession));
  }

  private Future<SessionStarted> startSession(StartSession request) {
    SessionVerticle session = new SessionVerticle(request.opened(), settings, clock);
    return vertx.deployVerticle(session).map(id -> new SessionStarted(session.durableRevision()));
  }
}
