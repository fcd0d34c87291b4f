/**
 * Which quotes have a session on which node. Entry class: {@link
 * dev.quotey.live.directory.DirectoryVerticle}. Each node has one; what they know together is in {@link
 * dev.quotey.live.directory.Placements}.
 *
 * <p>Invariant: a quote has one session; the owner epoch in the database decides, not this map.
 */
package dev.quotey.live.directory;
