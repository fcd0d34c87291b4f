package dev.quotey.live.slack;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.SignedLink;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of our pages, as people outside reach them. */
final class Pages {
  private static final Pattern QUOTE = Pattern.compile("/quotes/([^/]+)");

  private final String publicUrl;
  private final String key;

  /**
   * @param publicUrl without a slash at its end
   * @param key signs links for one person
   */
  Pages(String publicUrl, String key) {
    this.publicUrl = publicUrl;
    this.key = key;
  }

  String quote(QuoteId quote) {
    return publicUrl + "/quotes/" + URLEncoder.encode(quote.value(), StandardCharsets.UTF_8);
  }

  String history(QuoteId quote) {
    return quote(quote) + "#history";
  }

  String invitation(QuoteId quote, SignedLink link) {
    return quote(quote) + "?invite=" + link.sign(key);
  }

  String linking(SignedLink link) {
    return publicUrl + "/slack.html?link=" + link.sign(key);
  }

  /** The quote that an address shows; empty where it is no page of ours. */
  Optional<QuoteId> quoteAt(String url) {
    try {
      URI page = URI.create(url);
      URI own = URI.create(publicUrl);
      Matcher path = QUOTE.matcher(String.valueOf(page.getPath()));
      return own.getScheme().equals(page.getScheme())
              && own.getAuthority().equals(page.getAuthority())
              && path.matches()
          ? Optional.of(new QuoteId(path.group(1)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
