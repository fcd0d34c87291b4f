package dev.quotey.live.core.sync;

import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Conflict;

/**
 * An edit of one's own that somebody else's took away before it was committed; or the other way round.
 *
 * @param by the other one
 * @param restore brings back what was there, on the document as it was just after; empty where
 *     that cannot be
 */
public record Loss(Conflict conflict, ClientId by, Change restore) {}
