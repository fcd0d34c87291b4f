/**
 * What a node measures of itself, for Prometheus. Entry classes: {@link
 * dev.quotey.live.metrics.NodeMetrics}, which is one node's registry, and {@link
 * dev.quotey.live.metrics.Meters}, which verticles are given.
 *
 * <p>Invariants: only this package knows Micrometer, and names a metric; no label holds what there can be
 * any number of, as ids of sessions, quotes or people; a meter may be told from any thread, and costs
 * what is measured no more than a counter.
 */
package dev.quotey.live.metrics;
