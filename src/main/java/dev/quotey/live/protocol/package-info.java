/**
 * What is said, and where: the {@link dev.quotey.live.protocol.Address}es of the event bus, the
 * messages between verticles, and the JSON form of what browsers see.
 *
 * <p>Invariants: no other package names a field of our JSON or writes an address; a message between
 * verticles is an immutable record.
 */
package dev.quotey.live.protocol;
