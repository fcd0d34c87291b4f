package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.quote.Ruling.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Row-level locks: while somebody holds a line, others' edits of it are refused. They stand in the
 * document, so each hold and each release is in the log, with the holder's id and no name; who may write
 * them is decided here. A hold ends by itself.
 */
public final class Holds {
  /** How long a hold lasts at most. */
  public static final Duration DURATION_MAX = Duration.ofMinutes(30);

  /** Lines that one user holds at a time. */
  public static final int PER_USER_MAX = 20;

  private static final Path PATH = Path.ROOT.member(QuoteFields.HOLDS);
  private static final Path LINES = Path.ROOT.member(QuoteFields.LINES);
  private static final String USER_ID = "user_id";
  private static final String UNTIL = "until";

  /** Somebody's hold on a line. */
  public record Hold(String lineId, String userId, Instant until) {}

  private Holds() {}

  /** All holds, by line id. */
  public static Map<String, Hold> of(JsonValue document) {
    Map<String, Hold> holds = new HashMap<>();
    map(document).forEach((line, value) -> {
      if (value instanceof JsonMap hold) {
        String until = hold.string(UNTIL).orElse(Instant.EPOCH.toString());
        holds.put(line, new Hold(line, text(hold, USER_ID), Instant.parse(until)));
      }
    });
    return holds;
  }

  /** Somebody other than {@code userId} who holds the line. */
  static Optional<String> otherHolder(JsonValue document, String lineId, String userId) {
    return map(document)
        .get(lineId)
        .map(value -> value instanceof JsonMap hold ? text(hold, USER_ID) : userId)
        .filter(holder -> !holder.equals(userId));
  }

  static Ruling hold(
      JsonValue document, String lineId, Actor actor, Duration duration, Instant now) {
    if (LINES.id(lineId).find(document).isEmpty()) {
      return new Ruling.Refuse(Code.LINE_NOT_FOUND, "there is no such line");
    }
    if (duration.compareTo(DURATION_MAX) > 0 || duration.toSeconds() < 1) {
      return new Ruling.Refuse(
          Code.HOLD_TOO_LONG, "a hold lasts from 1 to " + DURATION_MAX.toSeconds() + " seconds");
    }
    if (otherHolder(document, lineId, actor.userId()).isPresent()) {
      return new Ruling.Refuse(Code.ROW_HELD, "somebody else holds this line");
    }
    Map<String, Hold> holds = of(document);
    long mine = holds.values().stream()
        .filter(one -> one.userId().equals(actor.userId()))
        .count();
    if (mine >= PER_USER_MAX && !holds.containsKey(lineId)) {
      return new Ruling.Refuse(
          Code.TOO_MANY_HOLDS, "one user holds at most " + PER_USER_MAX + " lines");
    }
    JsonMap hold = JsonMap.EMPTY
        .with(USER_ID, new JsonString(actor.userId()))
        .with(UNTIL, new JsonString(now.plus(duration).toString()));
    return new Ruling.Make(write(map(document).with(lineId, hold)));
  }

  static Ruling release(JsonValue document, String lineId, Actor actor) {
    Hold hold = of(document).get(lineId);
    if (hold == null || !hold.userId().equals(actor.userId())) {
      return new Ruling.Refuse(Code.NOT_HELD, "you do not hold this line");
    }
    return new Ruling.Make(write(map(document).without(lineId)));
  }

  /** The change that ends the holds that {@code ended} names; empty where there are none. */
  public static Change end(JsonValue document, Predicate<Hold> ended) {
    JsonMap left = map(document);
    for (Hold hold : of(document).values()) {
      if (ended.test(hold)) {
        left = left.without(hold.lineId());
      }
    }
    return left.equals(map(document)) ? Change.EMPTY : write(left);
  }

  private static Change write(JsonMap holds) {
    return Change.of(
        holds.size() == 0 ? new Operation.Remove(PATH) : new Operation.Set(PATH, holds));
  }

  private static JsonMap map(JsonValue document) {
    return document instanceof JsonMap quote
            && quote.get(QuoteFields.HOLDS).orElse(JsonMap.EMPTY) instanceof JsonMap holds
        ? holds
        : JsonMap.EMPTY;
  }

  private static String text(JsonMap map, String name) {
    return map.string(name).orElse("");
  }
}
