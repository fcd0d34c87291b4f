package dev.quotey.live.core.sync;

import dev.quotey.live.core.ot.Change;

/**
 * A change as its author sends it.
 *
 * @param clientSequence counts a client's submissions from 1; with the client id it names the
 *     submission, however often it is sent
 * @param baseRevision the revision that the author's document had
 */
public record Submission(
    ClientId clientId, long clientSequence, long baseRevision, Change change) {}
