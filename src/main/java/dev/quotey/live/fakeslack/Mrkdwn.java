package dev.quotey.live.fakeslack;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slack's markup, as far as it reaches people or the web: mentions, links, escapes. */
final class Mrkdwn {
  private static final Pattern TOKEN = Pattern.compile("<([^<>\\n]+)>");
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.+");
  private static final Pattern BARE_LINK = Pattern.compile("https?://[^\\s<>|]+");
  private static final Pattern BARE_NAME =
      Pattern.compile("(?<![\\w@])@(channel|here|everyone)\\b");
  private static final Pattern BROADCAST = Pattern.compile("!(channel|here|everyone)");
  private static final String TRAILING = ".,;:!?)'\"";

  /**
   * Where mentions and links of a message are collected.
   *
   * @param bareLinks whether a URL without brackets becomes a link
   * @param bareNames whether {@code @channel} without brackets calls everybody
   */
  record Findings(
      Collection<String> mentions,
      Collection<String> links,
      boolean bareLinks,
      boolean bareNames) {}

  private Mrkdwn() {}

  /** Adds what Slack would make of a text. */
  static void find(String text, Findings found) {
    Matcher token = TOKEN.matcher(text);
    int from = 0;
    while (token.find()) {
      bare(text.substring(from, token.start()), found);
      bracketed(token.group(1), found);
      from = token.end();
    }
    bare(text.substring(from), found);
  }

  private static void bracketed(String inner, Findings found) {
    String target = before(inner);
    boolean mention = target.startsWith("@")
        || target.startsWith("#")
        || target.startsWith("!subteam^")
        || BROADCAST.matcher(target).matches();
    if (mention) {
      found.mentions().add("<" + target + ">");
    } else if (SCHEME.matcher(target).matches()) {
      found.links().add(unescape(target));
    }
  }

  private static void bare(String text, Findings found) {
    if (found.bareLinks()) {
      Matcher link = BARE_LINK.matcher(text);
      while (link.find()) {
        found.links().add(unescape(trimmed(link.group())));
      }
    }
    if (found.bareNames()) {
      Matcher name = BARE_NAME.matcher(text);
      while (name.find()) {
        found.mentions().add("<!" + name.group(1) + ">");
      }
    }
  }

  /** What a person reads. The marks of bold and italic stay: they may be anybody's asterisks. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      token.appendReplacement(shown, Matcher.quoteReplacement(label(token.group(1))));
    }
    token.appendTail(shown);
    return unescape(shown.toString());
  }

  private static String label(String inner) {
    String target = before(inner);
    int bar = inner.indexOf('|');
    if (target.startsWith("@")) {
      return "@" + Team.nameOf(target.substring(1));
    }
    if (target.startsWith("#")) {
      String id = target.substring(1);
      return "#" + Team.channel(id).map(Team.Channel::name).orElse(id);
    }
    if (bar >= 0) {
      return inner.substring(bar + 1);
    }
    if (target.startsWith("!")) {
      return "@" + target.substring(1);
    }
    return SCHEME.matcher(target).matches() ? target : "<" + inner + ">";
  }

  /** What Slack makes of what a person types: escapes, and brackets around links. */
  static String typed(String text) {
    Matcher link = BARE_LINK.matcher(text);
    StringBuilder typed = new StringBuilder();
    int from = 0;
    while (link.find()) {
      String url = trimmed(link.group());
      typed.append(escape(text.substring(from, link.start())));
      typed.append('<').append(escape(url)).append('>');
      from = link.start() + url.length();
    }
    return typed.append(escape(text.substring(from))).toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static String unescape(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  private static String before(String inner) {
    int bar = inner.indexOf('|');
    return bar < 0 ? inner : inner.substring(0, bar);
  }

  private static String trimmed(String url) {
    int end = url.length();
    while (end > 0 && TRAILING.indexOf(url.charAt(end - 1)) >= 0) {
      end--;
    }
    return url.substring(0, end);
  }
}
