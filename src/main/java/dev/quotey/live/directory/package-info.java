/**
 * Which quotes have a session on which node. Entry class: {@link
 * dev.quotey.live.directory.DirectoryVerticle}. On one node every session is here.
 *
 * <p>Invariant: a quote has one session; the owner epoch in the database decides, not this map.
 */
package dev.quotey.live.directory;
