/**
 * Load on a running server, as browsers make it. Entry class: {@link
 * dev.quotey.live.bench.LoadGenerator}.
 */
package dev.quotey.live.bench;
