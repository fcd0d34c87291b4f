/**
 * Who is at which revision: the server's {@link dev.quotey.live.core.sync.Sequencer} and the
 * client's {@link dev.quotey.live.core.sync.Replica}.
 *
 * <p>Invariants: revisions are dense from 1; a submission is committed at most once, whatever is
 * sent again; a replica that has taken every commit shows the sequencer's document. Both are plain
 * state machines for one thread, without clock or I/O.
 */
package dev.quotey.live.core.sync;
