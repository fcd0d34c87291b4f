package dev.quotey.live.session;

import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.metrics.SessionMeters;
import dev.quotey.live.tracing.Traces;
import java.time.Clock;

/**
 * The node that runs a session, as its sessions know it.
 *
 * @param prices of new lines, where their author may not set prices
 */
record HostNode(String name, Clock clock, PriceBook prices, SessionMeters meters, Traces traces) {}
