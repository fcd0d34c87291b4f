package dev.quotey.live.access;

import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;

/** Says what a user may do with a quote. */
interface Authoriser {
  /** Fails where that cannot be found out now. */
  Future<Level> level(AskRights asked);
}
