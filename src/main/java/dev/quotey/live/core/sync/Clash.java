package dev.quotey.live.core.sync;

import dev.quotey.live.core.ot.Conflict;

/**
 * A conflict with the clients who met in it.
 *
 * @param stands whose operation has its way
 * @param gaveWay whose operation lost
 */
public record Clash(Conflict conflict, ClientId stands, ClientId gaveWay) {}
