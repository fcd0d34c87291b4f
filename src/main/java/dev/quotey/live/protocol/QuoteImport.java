package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.core.quote.QuoteSchema;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import dev.quotey.live.core.sync.QuoteId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A quote as somebody brings it, read and checked whole.
 *
 * @param document the quote, worth storing only without faults
 * @param lines how many lines it has
 * @param faults everything that is wrong, by row; at most {@link #FAULTS_MAX}
 */
public record QuoteImport(JsonMap document, int lines, List<Fault> faults) {
  /** Faults that are listed. */
  public static final int FAULTS_MAX = 1_000;

  /** Bytes of the file. */
  public static final int BYTES_MAX = 16 * 1024 * 1024;

  private static final QuoteSchema SCHEMA = new QuoteSchema();

  public QuoteImport {
    faults = List.copyOf(faults.subList(0, Math.min(faults.size(), FAULTS_MAX)));
  }

  /**
   * Something that keeps the quote from being stored.
   *
   * @param row the line of the file in CSV, the line of the quote counted from 1 in JSON; 0 where
   *     the quote as a whole is meant
   * @param column the field; empty where the row as a whole is meant
   * @param code stable
   * @param message safe to show
   */
  public record Fault(int row, String column, String code, String message) {}

  public boolean isSound() {
    return faults.isEmpty();
  }

  /** Reads a whole quote. Its {@code quote_id} may be missing; another one is a fault. */
  public static QuoteImport ofJson(QuoteId id, String text) {
    JsonValue value;
    try {
      value = JsonText.parse(text);
    } catch (JsonException e) {
      return unreadable(new Fault(0, "", e.code().name(), e.getMessage()));
    }
    if (!(value instanceof JsonMap quote)) {
      return unreadable(new Fault(0, "", QuoteSchema.Code.WRONG_TYPE.name(), "a quote is a map"));
    }
    JsonString name = new JsonString(id.value());
    List<Fault> faults = new ArrayList<>();
    if (!quote.get(QuoteFields.QUOTE_ID).orElse(name).equals(name)) {
      faults.add(new Fault(
          0, QuoteFields.QUOTE_ID, "OTHER_QUOTE", "the file is of another quote than " + id));
    }
    // An approval and a hold are given here, not brought along.
    JsonMap brought = quote.without(QuoteFields.APPROVAL).without(QuoteFields.HOLDS);
    return checked(brought.with(QuoteFields.QUOTE_ID, name), faults, index -> index + 1);
  }

  /** Reads the lines of a quote; all else comes from {@code header}. */
  public static QuoteImport ofCsv(QuoteId id, String text, JsonMap header) {
    QuoteCsv.Table table = QuoteCsv.read(text);
    JsonMap quote = header
        .without(QuoteFields.APPROVAL)
        .without(QuoteFields.HOLDS)
        .with(QuoteFields.QUOTE_ID, new JsonString(id.value()))
        .with(QuoteFields.LINES, JsonList.of(table.lines()));
    List<Fault> faults = new ArrayList<>(table.faults());
    return checked(quote, faults, index -> table.rows().get(index));
  }

  private static QuoteImport checked(JsonMap quote, List<Fault> faults, IntUnaryOperator rowOf) {
    for (Violation violation : SCHEMA.validate(quote)) {
      faults.add(fault(violation, rowOf));
    }
    faults.sort((one, other) -> Integer.compare(one.row(), other.row()));
    int lines = quote.get(QuoteFields.LINES).orElse(JsonList.EMPTY) instanceof JsonList list
        ? list.size()
        : 0;
    return new QuoteImport(quote, lines, faults);
  }

  private static Fault fault(Violation violation, IntUnaryOperator rowOf) {
    Path path = violation.path();
    boolean inLine = path.length() > 1
        && path.step(0) instanceof Path.Member top
        && top.name().equals(QuoteFields.LINES)
        && path.step(1) instanceof Path.Index;
    int row = inLine ? rowOf.applyAsInt(((Path.Index) path.step(1)).position()) : 0;
    String column = inLine
        ? path.length() > 2 && path.step(2) instanceof Path.Member member ? member.name() : ""
        : path.length() > 0 ? path.toString().substring(1) : "";
    return new Fault(row, column, violation.code(), violation.message());
  }

  private static QuoteImport unreadable(Fault fault) {
    return new QuoteImport(JsonMap.EMPTY, 0, List.of(fault));
  }
}
