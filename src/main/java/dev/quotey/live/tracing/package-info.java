/** What OpenTelemetry is told of an edit's way, where somebody listens. */
package dev.quotey.live.tracing;
