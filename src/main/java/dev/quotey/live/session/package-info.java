/**
 * Sessions: one {@link dev.quotey.live.session.SessionVerticle} for each that is open on this node,
 * started by the {@link dev.quotey.live.session.SessionHostVerticle}.
 *
 * <p>Invariants: nothing is answered or published before it is durable; changes are published in
 * the order of their revisions; a session that cannot append retires, and its state is read again
 * from the log.
 */
package dev.quotey.live.session;
