package dev.quotey.live.session;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.SessionMessage.SessionStarted;
import dev.quotey.live.protocol.SessionMessage.StartSession;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;

/** Starts sessions on this node. */
public final class SessionHostVerticle extends VerticleBase {
  private final AppConfig.Sessions settings;
  private final DocumentRules rules;
  private final Clock clock;

  public SessionHostVerticle(AppConfig.Sessions settings, DocumentRules rules, Clock clock) {
    this.settings = settings;
    this.rules = rules;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Bus.<StartSession, SessionStarted>serve(vertx, Address.SESSION_HOST, this::startSession);
  }

  private Future<SessionStarted> startSession(StartSession request) {
    SessionVerticle session = new SessionVerticle(request.opened(), settings, rules, clock);
    return vertx.deployVerticle(session).map(id -> new SessionStarted(session.durableRevision()));
  }
}
