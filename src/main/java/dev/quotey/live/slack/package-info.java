/**
 * What happens in quotes, told in Slack; and what people do there, done here.
 *
 * <p>Entry: {@link dev.quotey.live.slack.SlackVerticle}. Everything that is told is read from the log, by
 * the one node whose turn it is: {@code Reporter} decides what there is to tell and puts it in the
 * outbox, {@code Courier} sends it. So a node that dies loses nothing that was to be told, and a Slack that
 * is slow or gone stands before no edit: no session waits for anything here.
 *
 * <p>Invariants: what a user has written is never markup ({@code SlackText}); a call that Slack has not
 * signed is not read ({@code Signature}); who somebody in Slack is, is known by a verified address or
 * because the user has said so, never by a name ({@code People}).
 */
package dev.quotey.live.slack;
