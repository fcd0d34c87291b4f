/**
 * The log of operations, sessions, snapshots and quotes on PostgreSQL.
 *
 * <p>Entry class: {@link dev.quotey.live.persistence.PersistenceVerticle}. {@link
 * dev.quotey.live.persistence.EmbeddedDatabase} is the database of those who bring none.
 *
 * <p>Invariants: only this package knows SQL; what is answered as appended is durable; a change
 * in the log is never altered, and the database refuses to.
 */
package dev.quotey.live.persistence;
