/**
 * What makes a document a quote: its fields and their limits, and what it costs.
 *
 * <p>Entry classes: {@link dev.quotey.live.core.quote.QuoteSchema} and {@link
 * dev.quotey.live.core.quote.Pricing}. Both are deterministic functions of the document alone; no
 * operation edits what they compute.
 */
package dev.quotey.live.core.quote;
