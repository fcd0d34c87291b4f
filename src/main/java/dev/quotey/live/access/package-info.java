/**
 * Who may do what with which quote. {@link dev.quotey.live.access.AccessVerticle} is asked at {@link
 * dev.quotey.live.protocol.Address#ACCESS}; where the answer comes from is an {@link
 * dev.quotey.live.access.Authoriser}.
 *
 * <p>Nothing that is unknown is a right: no grant, an unknown word, a file or host system that does not
 * answer.
 */
package dev.quotey.live.access;
