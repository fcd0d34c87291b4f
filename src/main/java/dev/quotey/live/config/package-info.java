/**
 * Typed settings, read at start, and again when their files change. Entry classes: {@link
 * dev.quotey.live.config.ConfigLoader}, {@link dev.quotey.live.config.ConfigWatch}.
 *
 * <p>Invariant: wrong settings are refused whole, with one sentence for each fault, all at once; a
 * server that runs keeps the ones it has.
 */
package dev.quotey.live.config;
