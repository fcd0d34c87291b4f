/**
 * Quotey Live: several people edit one sales quote at the same time.
 *
 * <p>Three rings: {@code core} is pure and runs in the browser too; {@code protocol} is what is said
 * and where; around it each verticle has its package, and none of these imports another. {@link
 * dev.quotey.live.Main} alone knows them all.
 */
package dev.quotey.live;
