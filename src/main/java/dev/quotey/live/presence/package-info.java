/**
 * Cursors and selections. Entry class: {@link dev.quotey.live.presence.PresenceVerticle}.
 *
 * <p>Invariants: presence is never in the log and never advances a revision; the last update of a
 * client wins.
 */
package dev.quotey.live.presence;
