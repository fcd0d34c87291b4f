/**
 * Operational transformation of JSON documents.
 *
 * <p>Entry class: {@link dev.quotey.live.core.ot.Ot} (apply, transform, compose, invert) on {@link
 * dev.quotey.live.core.ot.Change}s, which are lists of {@link dev.quotey.live.core.ot.Operation}s.
 *
 * <p>Laws, for a document d and changes a, b that both apply to it:
 *
 * <ul>
 *   <li>OT1 identity: apply(d, empty) = d
 *   <li>OT2 compose: apply(apply(d, a), c) = apply(d, compose(a, c))
 *   <li>OT3 TP1: apply(apply(d, a), transform(b, a, RIGHT)) = apply(apply(d, b), transform(a, b, LEFT))
 *   <li>OT4 invert: apply(apply(d, a), invert(d, a)) = d
 *   <li>OT5 inputs are never changed
 * </ul>
 *
 * <p>LEFT is the side that the server committed first. Lengths and offsets in text are Unicode code
 * points. Transform is total: it never fails, also for operations that no document admits; apply is
 * strict and refuses them.
 */
package dev.quotey.live.core.ot;
