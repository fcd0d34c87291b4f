/**
 * Browsers in and out: pages, REST, and the SockJS bridge to the event bus. Entry class: {@link
 * dev.quotey.live.bridge.BridgeVerticle}.
 *
 * <p>Invariants: nothing passes the {@link dev.quotey.live.bridge.Browsers} before the socket has
 * shown a ticket; the identity on a message is the server's, never the browser's; what is refused
 * is answered with a code.
 */
package dev.quotey.live.bridge;
