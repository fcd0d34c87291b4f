package dev.quotey.live.core.quote;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.sync.DocumentRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a quote, and what operations may do to them. A value outside its limits is refused,
 * never clamped. Of a change only what it touches is checked, so a check costs by the change.
 *
 * <p>A line with a {@code parent_id} is a component of that line's bundle. Bundles have one level,
 * and a component's parent is always there; so is the section that a line names, and the tax code.
 */
public final class QuoteSchema implements DocumentRules {
  /** Lines of a quote. */
  public static final int LINES_MAX = 2_000;

  /** Sections of a quote. */
  public static final int SECTIONS_MAX = 100;

  /** Tax codes of a quote. */
  public static final int TAX_RATES_MAX = 100;

  /** Characters of a quote's canonical text. */
  public static final int TEXT_LENGTH_MAX = 2_000_000;

  /** Why a document is no quote. Stable. */
  public enum Code {
    /** The field is computed from the document. */
    COMPUTED_FIELD("is computed and cannot be written"),
    /** The field changes by a command, or never. */
    NOT_EDITABLE("cannot be edited"),
    UNKNOWN_FIELD("is no field of a quote"),
    WRONG_TYPE("has a value of another kind"),
    OUT_OF_RANGE("is out of range"),
    TOO_MANY_DECIMALS("has too many decimals"),
    TOO_LONG("is too long"),
    NO_DATE("is no date such as 2026-12-31"),
    UNKNOWN_VALUE("has a value that is not known"),
    NO_CURRENCY("is no currency code such as USD"),
    REQUIRED("is required"),
    /** A line or section without an id, or an operation that names one by its position. */
    ID_REQUIRED("is named by its id"),
    DUPLICATE_ID("is the id of another one, too"),
    TOO_MANY_ELEMENTS("has too many elements"),
    /** All lines and texts together; what makes a quote smaller is taken all the same. */
    TOO_LARGE("is too large"),
    /** A percentage and an amount. */
    TWO_DISCOUNTS("has a discount as a percentage and as an amount"),
    PARENT_NOT_FOUND("is in the bundle of a line that does not exist"),
    NESTED_BUNDLE("would be a bundle within a bundle"),
    /** A line was deleted and its components were not. */
    BUNDLE_NOT_EMPTY("still has components"),
    SECTION_NOT_FOUND("is in a section that does not exist"),
    SECTION_NOT_EMPTY("still has lines"),
    TAX_CODE_NOT_FOUND("has a tax code that the quote has no rate for");

    private final String text;

    Code(String text) {
      this.text = text;
    }
  }

  @Override
  public Optional<Violation> check(JsonValue before, JsonValue document, Change change) {
    List<Violation> found = new ArrayList<>();
    if (!(document instanceof JsonMap quote)) {
      return Optional.of(violation(Code.WRONG_TYPE, Path.ROOT, "the quote"));
    }
    for (Operation operation : change.operations()) {
      check(quote, operation, found);
      if (!found.isEmpty()) {
        return Optional.of(found.getFirst());
      }
    }
    size(quote, QuoteFields.LINES, LINES_MAX, found);
    size(quote, QuoteFields.SECTIONS, SECTIONS_MAX, found);
    int length = JsonText.length(quote);
    if (length > TEXT_LENGTH_MAX && length > JsonText.length(before)) {
      found.add(violation(Code.TOO_LARGE, Path.ROOT, "the quote"));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /** All faults of a whole document, as an import brings it, in the order of the document. */
  public List<Violation> validate(JsonValue document) {
    List<Violation> found = new ArrayList<>();
    if (!(document instanceof JsonMap quote)) {
      found.add(violation(Code.WRONG_TYPE, Path.ROOT, "the quote"));
      return found;
    }
    JsonMap header = quote
        .without(QuoteFields.LINES)
        .without(QuoteFields.SECTIONS)
        .without(QuoteFields.TAX_RATES);
    members(header, QuoteFields.HEADER, Path.ROOT, found);
    oneDiscount(header, Path.ROOT, "the quote", found);
    if (!quote.has(QuoteFields.CURRENCY)) {
      found.add(
          violation(Code.REQUIRED, Path.ROOT.member(QuoteFields.CURRENCY), QuoteFields.CURRENCY));
    }
    taxRates(quote, found);
    elements(quote, QuoteFields.SECTIONS, SECTIONS_MAX, found);
    elements(quote, QuoteFields.LINES, LINES_MAX, found);
    if (JsonText.length(quote) > TEXT_LENGTH_MAX) {
      found.add(violation(Code.TOO_LARGE, Path.ROOT, "the quote"));
    }
    return found;
  }

  private static void check(JsonMap quote, Operation operation, List<Violation> found) {
    Path path = operation.path();
    if (path.length() == 0 || !(path.step(0) instanceof Path.Member top)) {
      found.add(violation(Code.UNKNOWN_FIELD, path, path.toString()));
    } else if (!top.name().equals(QuoteFields.LINES) && !top.name().equals(QuoteFields.SECTIONS)) {
      header(quote, path, top.name(), found);
    } else if (path.length() == 1) {
      if (operation instanceof Operation.Insert insert) {
        element(quote, top.name(), insert.value(), path, found);
      } else {
        found.add(violation(Code.NOT_EDITABLE, path, top.name()));
      }
    } else if (!(path.step(1) instanceof Path.Id id)) {
      found.add(violation(Code.ID_REQUIRED, path, path.toString()));
    } else {
      edited(quote, operation, id.id(), found);
    }
  }

  private static void header(JsonMap quote, Path path, String name, List<Violation> found) {
    if (path.length() > 1) {
      Code code = name.equals(QuoteFields.TAX_RATES) ? Code.NOT_EDITABLE : Code.UNKNOWN_FIELD;
      found.add(violation(code, path, path.toString()));
    } else {
      member(quote, QuoteFields.HEADER, path, name, found);
      oneDiscount(quote, Path.ROOT, "the quote", found);
    }
  }

  /** What an operation did to the line or section {@code id}, or to a member of it. */
  private static void edited(JsonMap quote, Operation operation, String id, List<Violation> found) {
    Path path = operation.path();
    String list = ((Path.Member) path.step(0)).name();
    Optional<JsonMap> element = find(quote, list, id);
    if (path.length() == 2) {
      if (operation instanceof Operation.Set set) {
        element(quote, list, set.value(), path, found);
      }
      if (element.isEmpty()) {
        abandoned(quote, list, id, path, found);
      }
    } else if (path.length() > 3 || !(path.step(2) instanceof Path.Member member)) {
      found.add(violation(Code.UNKNOWN_FIELD, path, path.toString()));
    } else if (element.isPresent()) {
      // Absent, it was deleted by a later operation of the same change.
      member(element.get(), fields(list), path, member.name(), found);
      relations(quote, list, element.get(), path.parent(), found);
    }
  }

  private static void member(
      JsonMap map, Map<String, Field> fields, Path path, String name, List<Violation> found) {
    Field field = fields.get(name);
    if (field == null) {
      Code code = QuoteFields.COMPUTED.contains(name) ? Code.COMPUTED_FIELD : Code.UNKNOWN_FIELD;
      found.add(violation(code, path, name));
    } else if (!field.editable()) {
      found.add(violation(Code.NOT_EDITABLE, path, name));
    } else {
      map.get(name).flatMap(field::fault).ifPresent(code -> found.add(violation(code, path, name)));
    }
  }

  private static void elements(JsonMap quote, String list, int most, List<Violation> found) {
    JsonValue value = quote.get(list).orElse(JsonList.EMPTY);
    Path path = Path.ROOT.member(list);
    if (!(value instanceof JsonList elements)) {
      found.add(violation(Code.WRONG_TYPE, path, list));
      return;
    }
    size(quote, list, most, found);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      Path at = path.child(new Path.Index(i));
      element(quote, list, elements.get(i), at, found);
      if (elements.get(i) instanceof JsonMap map && !ids.add(map.id().orElse(""))) {
        found.add(violation(Code.DUPLICATE_ID, at.member(JsonMap.ID), map.id().orElse("")));
      }
    }
  }

  /** A whole line or section at {@code path}. */
  private static void element(
      JsonMap quote, String list, JsonValue value, Path path, List<Violation> found) {
    if (!(value instanceof JsonMap map)) {
      found.add(violation(Code.WRONG_TYPE, path, "an element of " + list));
      return;
    }
    if (map.id().orElse("").isEmpty()) {
      found.add(violation(Code.ID_REQUIRED, path.member(JsonMap.ID), "an element of " + list));
    }
    members(map, fields(list), path, found);
    relations(quote, list, map, path, found);
  }

  private static void members(
      JsonMap map, Map<String, Field> fields, Path path, List<Violation> found) {
    map.forEach((name, value) -> {
      Field field = fields.get(name);
      Optional<Code> code = field != null
          ? field.fault(value)
          : Optional.of(
              QuoteFields.COMPUTED.contains(name) ? Code.COMPUTED_FIELD : Code.UNKNOWN_FIELD);
      code.ifPresent(fault -> found.add(violation(fault, path.member(name), name)));
    });
  }

  /** What a line or section has to do with the rest of the quote. */
  private static void relations(
      JsonMap quote, String list, JsonMap element, Path path, List<Violation> found) {
    String id = element.id().orElse("");
    oneDiscount(element, path, id, found);
    if (!list.equals(QuoteFields.LINES)) {
      return;
    }
    String parent = element.string(QuoteFields.PARENT_ID).orElse("");
    if (!parent.isEmpty()) {
      Optional<JsonMap> bundle = find(quote, QuoteFields.LINES, parent);
      if (bundle.isEmpty()) {
        found.add(violation(Code.PARENT_NOT_FOUND, path.member(QuoteFields.PARENT_ID), id));
      } else if (isComponent(bundle.get()) || hasLineWith(quote, QuoteFields.PARENT_ID, id)) {
        found.add(violation(Code.NESTED_BUNDLE, path.member(QuoteFields.PARENT_ID), id));
      }
    }
    String section = element.string(QuoteFields.SECTION_ID).orElse("");
    if (!section.isEmpty() && find(quote, QuoteFields.SECTIONS, section).isEmpty()) {
      found.add(violation(Code.SECTION_NOT_FOUND, path.member(QuoteFields.SECTION_ID), id));
    }
    String tax = element.string(QuoteFields.TAX_CODE).orElse("");
    if (!tax.isEmpty() && !rates(quote).has(tax)) {
      found.add(violation(Code.TAX_CODE_NOT_FOUND, path.member(QuoteFields.TAX_CODE), id));
    }
  }

  /** A line that went may leave no components behind, a section no lines. */
  private static void abandoned(
      JsonMap quote, String list, String id, Path path, List<Violation> found) {
    boolean lines = list.equals(QuoteFields.LINES);
    if (hasLineWith(quote, lines ? QuoteFields.PARENT_ID : QuoteFields.SECTION_ID, id)) {
      found.add(violation(lines ? Code.BUNDLE_NOT_EMPTY : Code.SECTION_NOT_EMPTY, path, id));
    }
  }

  private static void oneDiscount(JsonMap map, Path path, String name, List<Violation> found) {
    if (isPositive(map, QuoteFields.DISCOUNT_PERCENT)
        && isPositive(map, QuoteFields.DISCOUNT_AMOUNT)) {
      found.add(violation(Code.TWO_DISCOUNTS, path.member(QuoteFields.DISCOUNT_AMOUNT), name));
    }
  }

  private static boolean isPositive(JsonMap map, String name) {
    return map.number(name).orElse(JsonNumber.ZERO).value().signum() > 0;
  }

  private static void taxRates(JsonMap quote, List<Violation> found) {
    Path path = Path.ROOT.member(QuoteFields.TAX_RATES);
    if (!(quote.get(QuoteFields.TAX_RATES).orElse(JsonMap.EMPTY) instanceof JsonMap rates)) {
      found.add(violation(Code.WRONG_TYPE, path, QuoteFields.TAX_RATES));
      return;
    }
    if (rates.size() > TAX_RATES_MAX) {
      found.add(violation(Code.TOO_MANY_ELEMENTS, path, QuoteFields.TAX_RATES));
    }
    rates.forEach((code, rate) -> QuoteFields.TAX_RATE
        .fault(rate)
        .ifPresent(fault -> found.add(violation(fault, path.member(code), "the rate of " + code))));
  }

  private static void size(JsonMap quote, String list, int most, List<Violation> found) {
    if (elements(quote, list).size() > most) {
      found.add(violation(Code.TOO_MANY_ELEMENTS, Path.ROOT.member(list), list));
    }
  }

  private static boolean isComponent(JsonMap line) {
    return !line.string(QuoteFields.PARENT_ID).orElse("").isEmpty();
  }

  private static boolean hasLineWith(JsonMap quote, String name, String value) {
    for (JsonValue line : elements(quote, QuoteFields.LINES)) {
      if (line instanceof JsonMap map && map.string(name).orElse("").equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<JsonMap> find(JsonMap quote, String list, String id) {
    JsonList elements = elements(quote, list);
    int at = elements.indexOfId(id);
    return at >= 0 && elements.get(at) instanceof JsonMap map ? Optional.of(map) : Optional.empty();
  }

  private static JsonList elements(JsonMap quote, String list) {
    return quote.get(list).orElse(JsonList.EMPTY) instanceof JsonList elements
        ? elements
        : JsonList.EMPTY;
  }

  private static JsonMap rates(JsonMap quote) {
    return quote.get(QuoteFields.TAX_RATES).orElse(JsonMap.EMPTY) instanceof JsonMap rates
        ? rates
        : JsonMap.EMPTY;
  }

  private static Map<String, Field> fields(String list) {
    return list.equals(QuoteFields.LINES) ? QuoteFields.LINE : QuoteFields.SECTION;
  }

  private static Violation violation(Code code, Path path, String what) {
    return new Violation(code.name(), path, what + " " + code.text);
  }
}
