/**
 * The core as an ES module for browsers. Entry class: {@link
 * dev.quotey.live.engine.BrowserEngine}, compiled to {@code /assets/engine.js}.
 *
 * <p>Invariant: this package adds no rule of its own; what it does with documents, the core does.
 */
package dev.quotey.live.engine;
