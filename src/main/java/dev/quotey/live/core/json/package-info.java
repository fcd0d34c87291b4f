/**
 * The document: immutable JSON values with exact decimals, and paths into them.
 *
 * <p>Entry types: {@link dev.quotey.live.core.json.JsonValue} (the sealed family), {@link
 * dev.quotey.live.core.json.JsonText} (text in, canonical text out) and {@link
 * dev.quotey.live.core.json.Path}.
 *
 * <p>Invariants: a value never changes; a number is a decimal, never a double; equal values have
 * equal canonical texts; a string holds neither a lone surrogate nor U+0000, so that every store
 * can hold it.
 */
package dev.quotey.live.core.json;
