package dev.quotey.live.access;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Collections;

/** Answers at {@link Address#ACCESS} what a user may do with a quote. */
public final class AccessVerticle extends VerticleBase {
  private final AppConfig.Access config;
  private final Duration reload;
  private Authoriser authoriser;

  /** @param reload how often a file is looked at */
  public AccessVerticle(AppConfig.Access config, Duration reload) {
    this.config = config;
    this.reload = reload;
  }

  /** Fails with {@link StartupException} where a file of grants is missing or wrong. */
  @Override
  public Future<?> start() {
    authoriser = switch (config.source()) {
      case TOKEN -> asked -> Future.succeededFuture(asked.grants().of(asked.quoteId()));
      case FILE -> GrantsFile.watch(vertx, config.file(), reload);
      case CALLBACK -> new Callback(vertx, config.url(), config.secret(), config.cache());
    };
    return Bus.<AskRights, Rights>serve(vertx, Address.ACCESS, this::answer);
  }

  private Future<Rights> answer(AskRights asked) {
    return authoriser.level(asked).map(level -> rights(level, asked));
  }

  private Rights rights(Level level, AskRights asked) {
    boolean allColumns = level.compareTo(Level.APPROVER) >= 0
        || !Collections.disjoint(config.columnRoles(), asked.roles());
    return level == Level.NONE ? Rights.NONE : new Rights(level, allColumns);
  }
}
