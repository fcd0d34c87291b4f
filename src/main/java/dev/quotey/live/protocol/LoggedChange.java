package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.CommittedChange;
import java.time.Instant;

/**
 * A committed change as the log keeps it.
 *
 * @param actor the user who made it, as the server knows it
 * @param actorName the name shown for the actor at that time
 * @param serverTime when the owner of the session ordered it, in milliseconds
 */
public record LoggedChange(
    CommittedChange change, String actor, String actorName, Instant serverTime) {}
