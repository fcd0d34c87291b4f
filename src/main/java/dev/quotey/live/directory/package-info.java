/**
 * Which node runs which session. Entry class: {@link dev.quotey.live.directory.DirectoryVerticle}; what
 * it decides is in {@link dev.quotey.live.directory.Directory}, which knows no Vert.x but its futures, and
 * no clock.
 *
 * <p>Invariants: what stands here only saves asking around; who may commit is decided by the owner epoch
 * in the database. A session runs where somebody has asked for it: what is lost is not looked after, it
 * comes back when its people do.
 */
package dev.quotey.live.directory;
