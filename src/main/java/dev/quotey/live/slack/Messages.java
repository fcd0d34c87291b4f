package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.Policy;
import dev.quotey.live.core.quote.Pricing;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.OutboxMessage.Author;
import dev.quotey.live.protocol.OutboxMessage.Story;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The messages of a quote's thread. All that users have written in them is inert. */
final class Messages {
  static final String OPEN = "open_quote";
  static final String HISTORY = "open_history";
  static final String KEEP_OPEN = "keep_open";

  /** Sentences of one message. */
  private static final int SENTENCES_MAX = 10;

  private static final int NOTE_MAX = 300;

  private final Pages pages;

  Messages(Pages pages) {
    this.pages = pages;
  }

  /** The first message of a quote's thread, which all others answer. */
  JsonObject root(JsonMap quote, QuoteId id) {
    String title = SlackText.inert(Words.title(quote, id.value()), Blocks.HEADER_MAX);
    return Blocks.message(
        "Quote " + title,
        List.of(
            Blocks.section("Quote *" + title + "*\nWhat happens in it is told in this thread."),
            Blocks.actions(List.of(Blocks.link(OPEN, "Open quote", pages.quote(id))))));
  }

  /** What was edited, as it is now. */
  JsonObject digest(Digest digest, JsonMap before, JsonMap after) {
    String heading = heading(digest);
    List<JsonObject> blocks = new ArrayList<>();
    blocks.add(Blocks.section(heading + ":\n" + bullets(digest)));
    blocks.add(Blocks.context(totals(before, after)));
    return Blocks.message(heading + ".", blocks);
  }

  private static String heading(Digest digest) {
    Map<String, Long> counts = digest.counts();
    long all = digest.sentences().size();
    String who = counts.size() == 1
        ? Words.bold(counts.keySet().iterator().next())
        : Words.and(counts.entrySet().stream()
            .map(one -> Words.bold(one.getKey()) + " (" + one.getValue() + ")")
            .toList());
    return who + " made " + Words.count(all, "change");
  }

  private static String bullets(Digest digest) {
    boolean alone = digest.counts().size() == 1;
    List<String> bullets = digest.sentences().stream()
        .limit(SENTENCES_MAX)
        .map(one -> "• " + (alone ? "" : Words.name(one.name()) + " ") + one.words())
        .collect(Collectors.toList());
    int more = digest.sentences().size() - SENTENCES_MAX;
    if (more > 0) {
      bullets.add("… and " + more + " more");
    }
    return String.join("\n", bullets);
  }

  private static String totals(JsonMap before, JsonMap after) {
    String was = Words.amount(Pricing.price(before).total(), before);
    String is = Words.amount(Pricing.price(after).total(), after);
    return was.equals(is) ? "Total " + is : "Total " + was + " → " + is;
  }

  /** The session is about to end; the button keeps it open. */
  JsonObject warning(Story story, Instant closesAt) {
    return Blocks.message(
        "Nobody is active: the session closes soon.",
        List.of(
            Blocks.section("Nobody is active. The session closes at " + Words.time(closesAt)
                + " unless somebody goes on; nothing is lost."),
            Blocks.actions(List.of(
                Blocks.button(KEEP_OPEN, "Keep open", story.sessionId().value())
                    .put("style", "primary"),
                Blocks.link(OPEN, "Open quote", pages.quote(story.quoteId()))))));
  }

  /**
   * The session has ended.
   *
   * @param first the quote when it began
   * @param untold what was edited and not told yet
   */
  JsonObject summary(
      Story story, JsonMap first, JsonMap last, List<Author> authors, Digest untold) {
    Duration open = Duration.between(
        story.createdAt(), story.closed().map(closing -> closing.at()).orElse(story.at()));
    String who = authors.isEmpty()
        ? "Nobody changed anything"
        : Words.and(authors.stream()
            .map(one -> Words.bold(one.name()) + " (" + Words.count(one.changes(), "change") + ")")
            .toList());
    List<JsonObject> blocks = new ArrayList<>();
    blocks.add(Blocks.section("*Session closed* after " + lasted(open) + ": "
        + reason(story.closed().map(closing -> closing.reason()).orElse("")) + ".\n" + who + ". "
        + totals(first, last) + "."));
    if (!untold.isEmpty()) {
      blocks.add(Blocks.section("Last changes:\n" + bullets(untold)));
    }
    blocks.add(Blocks.actions(List.of(
        Blocks.link(HISTORY, "History", pages.history(story.quoteId())),
        Blocks.link(OPEN, "Open quote", pages.quote(story.quoteId())))));
    return Blocks.message("Session closed. " + who + ". " + totals(first, last) + ".", blocks);
  }

  private static String reason(String reason) {
    return switch (reason) {
      case "idle" -> "nobody was active any more";
      case "switched_off" -> "sessions were switched off";
      case Actions.CLOSED_HERE -> "somebody closed it here";
      default -> SlackText.inert(reason, NOTE_MAX);
    };
  }

  static String lasted(Duration duration) {
    long minutes = Math.max(1, duration.toMinutes());
    long hours = minutes / 60;
    return hours == 0
        ? Words.count(minutes, "minute")
        : Words.count(hours, "hour") + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /**
   * A step of the quote's approval.
   *
   * @param userId who took it
   */
  JsonObject approval(QuoteId id, JsonMap quote, String userId, String userName) {
    String words = approvalWords(quote, userId, Words.bold(userName));
    List<JsonObject> blocks = new ArrayList<>();
    blocks.add(Blocks.section(words));
    String note = Approval.decisionNote(quote);
    boolean decided = Approval.state(quote) == Approval.State.APPROVED
        || Approval.state(quote) == Approval.State.DECLINED;
    if (decided && !note.isBlank()) {
      blocks.add(Blocks.context("“" + SlackText.inert(note, NOTE_MAX) + "”"));
    }
    blocks.add(Blocks.actions(List.of(Blocks.link(OPEN, "Open quote", pages.quote(id)))));
    return Blocks.message(words, blocks);
  }

  private static String approvalWords(JsonMap quote, String userId, String who) {
    String total = Words.amount(Pricing.price(quote).total(), quote);
    String open = Words.and(List.copyOf(Approval.waitingFor(quote)));
    return switch (Approval.state(quote)) {
      case PENDING ->
        Approval.submittedBy(quote).equals(userId)
            ? ":hourglass_flowing_sand: " + who + " asks for approval at " + total + ", by " + open
                + ".\n" + requirements(quote)
            : ":hourglass_flowing_sand: " + who + " approved. Still waiting for " + open + ".";
      case APPROVED -> ":white_check_mark: " + who + ": the quote is approved at " + total + ".";
      case DECLINED -> ":no_entry: " + who + " declined the quote.";
      case STALE ->
        ":warning: " + who + " changed the quote: what was submitted or approved holds no more.";
      case NONE -> who + " took the quote back to a draft.";
    };
  }

  /** Why somebody has to approve the quote. How large a margin is, is for the page to tell. */
  static String requirements(JsonMap quote) {
    return Policy.of(quote).requirements(quote, Pricing.price(quote)).stream()
        .map(one -> one.ruleId().equals("margin")
            ? "• " + one.approverRole() + ": the margin is too small"
            : "• " + one.approverRole() + ": "
                + SlackText.inert(one.ruleId().replace('_', ' '), NOTE_MAX) + " "
                + one.measured().stripTrailingZeros().toPlainString() + ", allowed is "
                + one.threshold().stripTrailingZeros().toPlainString())
        .distinct()
        .limit(SENTENCES_MAX)
        .collect(Collectors.joining("\n"));
  }
}
