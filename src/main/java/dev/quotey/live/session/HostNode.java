package dev.quotey.live.session;

import dev.quotey.live.metrics.SessionMeters;
import java.time.Clock;

/** The node that runs a session, as its sessions know it. */
record HostNode(String name, Clock clock, SessionMeters meters) {}
