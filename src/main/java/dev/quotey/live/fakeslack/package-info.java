/**
 * A strict Slack in memory, for tests and the demonstration: one workspace, its Web API with limits and
 * rates, Socket Mode, signed HTTP, and a page to look at. Entry class: {@link
 * dev.quotey.live.fakeslack.FakeSlack}.
 *
 * <p>Invariants: it uses nothing else of this project; what Slack would refuse it refuses with Slack's
 * code; calls are carried out on one event loop; what users wrote never becomes markup.
 */
package dev.quotey.live.fakeslack;
