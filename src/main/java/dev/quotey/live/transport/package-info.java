/** How an event loop waits for what comes over the network, and when it sends what it has written. */
package dev.quotey.live.transport;
