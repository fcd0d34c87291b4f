package dev.quotey.live.protocol;

import dev.quotey.live.core.json.JsonBoolean;
import dev.quotey.live.core.json.JsonException;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.quote.Field;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.protocol.QuoteImport.Fault;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/**
 * The lines of a quote as CSV (RFC 4180): a row of column names, then a row for each line.
 *
 * <p>What is written is read back equal: an empty cell without quotes is a field that the line does
 * not have, with quotes the empty text. A text that a spreadsheet would take for a formula is
 * written behind an apostrophe, which reading takes off again. Files of spreadsheets are read with
 * commas, semicolons or tabs; a line without an id gets one.
 */
public final class QuoteCsv {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String FORMULA_STARTS = "=+-@\t\r\n";
  private static final char APOSTROPHE = '\'';
  private static final Map<String, Field> FIELDS = fields();

  private QuoteCsv() {}

  /**
   * What a file holds.
   *
   * @param rows the line of the file that each line of the quote stands on
   */
  record Table(List<JsonMap> lines, List<Integer> rows, List<Fault> faults) {}

  /** The lines of {@code quote}. Starts with a byte order mark, by which spreadsheets know UTF-8. */
  public static String write(JsonMap quote) {
    StringBuilder out = new StringBuilder(BYTE_ORDER_MARK);
    try {
      CSVFormat format = format(',');
      format.printRecord(out, FIELDS.keySet().toArray());
      JsonValue lines = quote.get(QuoteFields.LINES).orElse(JsonList.EMPTY);
      for (JsonValue line : lines instanceof JsonList list ? list : JsonList.EMPTY) {
        format.printRecord(out, cells((JsonMap) line).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static List<String> cells(JsonMap line) {
    List<String> cells = new ArrayList<>();
    for (String name : FIELDS.keySet()) {
      cells.add(line.get(name).map(QuoteCsv::cell).orElse(null));
    }
    return cells;
  }

  private static String cell(JsonValue value) {
    return switch (value) {
      case JsonString text ->
        looksLikeFormula(text.value()) ? APOSTROPHE + text.value() : text.value();
      case JsonNumber number -> number.text();
      case JsonBoolean flag -> String.valueOf(flag == JsonBoolean.TRUE);
      default -> throw new IllegalArgumentException("a cell holds no " + value);
    };
  }

  /** Also true of a text with apostrophes before it, so that they are not lost on the way back. */
  private static boolean looksLikeFormula(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == APOSTROPHE) {
      start++;
    }
    return start < text.length() && FORMULA_STARTS.indexOf(text.charAt(start)) >= 0;
  }

  private static String withoutGuard(String text) {
    boolean guarded = !text.isEmpty() && text.charAt(0) == APOSTROPHE && looksLikeFormula(text);
    return guarded ? text.substring(1) : text;
  }

  /** Reads everything that can be read, and says of the rest why not. */
  static Table read(String text) {
    String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return new Reader(body).read();
  }

  private static final class Reader {
    private final String text;
    private final List<JsonMap> lines = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private List<Optional<Field>> columns = List.of();
    private int row = 1;
    private int position;

    private Reader(String text) {
      this.text = text;
    }

    private Table read() {
      String first = text.lines().findFirst().orElse("");
      try (CSVParser parser = CSVParser.builder()
          .setReader(new StringReader(text))
          .setFormat(format(delimiter(first)))
          .get()) {
        parser.forEach(this::record);
      } catch (IOException | UncheckedIOException e) {
        faults.add(new Fault(row, "", "MALFORMED_CSV", "after this line: a quote is not closed"));
      }
      if (columns.isEmpty()) {
        faults.add(new Fault(1, "", "NO_COLUMNS", "the first row names the columns"));
      }
      nameTheNameless();
      return new Table(lines, rows, faults);
    }

    private void record(CSVRecord record) {
      // A cell may span lines, so the record's number is not its line's.
      int start = (int) record.getCharacterPosition();
      while (start < text.length() && "\r\n".indexOf(text.charAt(start)) >= 0) {
        start++;
      }
      row +=
          (int) text.substring(position, start).chars().filter(c -> c == '\n').count();
      position = start;
      if (columns.isEmpty()) {
        columns = header(record);
      } else {
        lines.add(line(record));
        rows.add(row);
      }
    }

    private List<Optional<Field>> header(CSVRecord record) {
      List<Optional<Field>> found = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (String cell : record) {
        String name = cell == null ? "" : cell.strip().toLowerCase(Locale.ROOT);
        if (!FIELDS.containsKey(name)) {
          String known = String.join(", ", FIELDS.keySet());
          faults.add(new Fault(
              row, name, "UNKNOWN_COLUMN", "there is no such column; there are " + known));
        } else if (!names.add(name)) {
          faults.add(new Fault(row, name, "DUPLICATE_COLUMN", "the column is there twice"));
        }
        found.add(Optional.ofNullable(FIELDS.get(name)));
      }
      return found;
    }

    private JsonMap line(CSVRecord record) {
      Map<String, JsonValue> members = new HashMap<>();
      if (record.size() > columns.size()) {
        faults.add(new Fault(row, "", "TOO_MANY_CELLS", "the row has more cells than columns"));
      }
      for (int i = 0; i < Math.min(record.size(), columns.size()); i++) {
        String cell = record.get(i);
        if (cell != null && columns.get(i).isPresent()) {
          Field field = columns.get(i).get();
          value(field, cell).ifPresent(value -> members.put(field.name(), value));
        }
      }
      if (members.get(JsonMap.ID) instanceof JsonString id) {
        ids.add(id.value());
      }
      return JsonMap.of(members);
    }

    private Optional<JsonValue> value(Field field, String cell) {
      try {
        return Optional.of(
            switch (field.type()) {
              case Field.Decimal ignored -> JsonNumber.parse(cell.strip());
              case Field.Flag ignored -> flag(cell.strip());
              case Field.Text ignored -> new JsonString(withoutGuard(cell));
              case Field.Date ignored -> new JsonString(cell.strip());
              case Field.Currency ignored -> new JsonString(cell.strip());
              case Field.OneOf ignored -> new JsonString(cell.strip());
            });
      } catch (JsonException e) {
        String help = field.type() instanceof Field.Decimal ? "; write it as 1234.50" : "";
        faults.add(new Fault(
            row, field.name(), e.code().name(), field.name() + ": " + e.getMessage() + help));
        return Optional.empty();
      }
    }

    private static JsonBoolean flag(String cell) {
      return switch (cell.toLowerCase(Locale.ROOT)) {
        case "true" -> JsonBoolean.TRUE;
        case "false" -> JsonBoolean.FALSE;
        default ->
          throw new JsonException(JsonException.Code.MALFORMED_STRING, "neither true nor false");
      };
    }

    private void nameTheNameless() {
      int next = 1;
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).has(JsonMap.ID)) {
          while (!ids.add("ln_" + next)) {
            next++;
          }
          lines.set(i, lines.get(i).with(JsonMap.ID, new JsonString("ln_" + next)));
        }
      }
    }
  }

  /** The character that parts the columns' names. */
  private static char delimiter(String header) {
    char found = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, found)) {
        found = candidate;
      }
    }
    return found;
  }

  private static long count(String text, char sought) {
    return text.chars().filter(c -> c == sought).count();
  }

  private static CSVFormat format(char delimiter) {
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(delimiter)
        .setIgnoreEmptyLines(true)
        .setNullString("")
        .setQuoteMode(QuoteMode.ALL_NON_NULL)
        .get();
  }

  private static Map<String, Field> fields() {
    Map<String, Field> fields = new LinkedHashMap<>();
    QuoteFields.LINE_LIST.forEach(field -> fields.put(field.name(), field));
    return fields;
  }
}
