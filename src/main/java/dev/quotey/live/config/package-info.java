/**
 * Typed settings, read once at start. Entry class: {@link dev.quotey.live.config.ConfigLoader}.
 *
 * <p>Invariant: a wrong setting stops the start with one sentence for each fault, all at once.
 */
package dev.quotey.live.config;
