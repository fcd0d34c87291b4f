package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import java.util.Set;

/**
 * Asks what a user may do with a quote; the answer is {@link Rights}.
 *
 * @param roles of the user's token
 * @param grants of the user's token
 */
public record AskRights(String userId, Set<String> roles, Grants grants, QuoteId quoteId)
    implements BusMessage {}
