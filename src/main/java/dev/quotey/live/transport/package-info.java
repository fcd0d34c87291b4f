/** How an event loop waits for what comes over the network. */
package dev.quotey.live.transport;
