package dev.quotey.live.core.quote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.DocumentRules.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Columns that are not for everybody. */
class ColumnsTest {
  private static final int QUOTES = 300;
  private static final int EDITS = 40;
  private static final Path LINES = Path.parse("/lines");
  private static final Columns COLUMNS =
      new Columns(Set.of("unit_cost", "internal_notes"), Set.of("list_price", "unit_cost"));
  private static final PriceBook PRICES =
      new PriceBook(Map.of("p1", Map.of("USD", new BigDecimal(79)), "p2", Map.of()));

  private final Departed departed = new Departed(COLUMNS);
  private final ColumnRules rules = new ColumnRules(COLUMNS, PRICES, departed);
  private JsonMap quote = (JsonMap) JsonText.parse("""
      {"currency":"USD","lines":[
        {"id":"a","product_id":"p1","sku":"S1","list_price":60,"unit_cost":41},
        {"id":"b","product_id":"","list_price":5}]}""");

  @Test
  @DisplayName(
      "[RI1] redacted changes lead from one redacted quote to the next, and tell of no cost")
  void redacted() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("redacted quotes, seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < QUOTES; i++) {
      RandomQuote quotes = new RandomQuote(random);
      JsonMap whole = quotes.quote();
      JsonMap shown = COLUMNS.redacted(whole);
      for (int edit = 0; edit < EDITS; edit++) {
        Change change = random.nextInt(4) > 0 ? quotes.edit(whole) : costly(random, whole);
        whole = (JsonMap) Ot.apply(whole, change);
        Change redacted = COLUMNS.redacted(change);
        shown = (JsonMap) Ot.apply(shown, redacted);
        assertThat(shown).isEqualTo(COLUMNS.redacted(whole));
        assertThat(JsonText.write(shown)).doesNotContain("unit_cost", "internal_notes");
        assertThat(redacted.toString()).doesNotContain("unit_cost", "internal_notes");
      }
    }
  }

  /** Of what is hidden: a cost, a note, a whole line, an approval. */
  private Change costly(Random random, JsonMap whole) {
    List<JsonValue> lines = ((JsonList) whole.get("lines").orElseThrow()).toList();
    int dice = lines.isEmpty() ? 3 : random.nextInt(4);
    JsonMap line = lines.isEmpty() ? JsonMap.EMPTY : (JsonMap) lines.getFirst();
    Path path = LINES.id(line.id().orElse(""));
    return switch (dice) {
      case 0 -> Change.of(new Operation.Set(path.member("unit_cost"), JsonNumber.of(13)));
      case 1 -> Change.of(new Operation.Set(path, line.with("unit_cost", JsonNumber.of(17))));
      case 2 ->
        ((Ruling.Make) Approval.submit(
                whole.without("approval"), 1, new Actor("ana", Set.of()), Instant.EPOCH, ""))
            .change();
      default ->
        Change.of(new Operation.Set(Path.parse("/internal_notes"), new JsonString("secret")));
    };
  }

  @Test
  @DisplayName(
      "[RI1] an approval tells who must give it, and neither the margin nor a hash over costs")
  void approval() {
    JsonMap cheap = (JsonMap) JsonText.parse("""
        {"currency":"USD","lines":[
          {"id":"a","quantity":1,"list_price":10,"unit_price":10,"unit_cost":9.87}]}""");
    Change submitted = ((Ruling.Make)
            Approval.submit(cheap, 1, new Actor("ana", Set.of()), Instant.EPOCH, ""))
        .change();
    assertThat(submitted.toString()).contains("content_hash", "measured");
    assertThat(COLUMNS.redacted(submitted).toString())
        .contains("margin", "finance")
        .doesNotContain("content_hash", "measured", "9.87");
  }

  @Test
  @DisplayName("[RI2] a fixed column takes its product's list price, and no other")
  void fixed() {
    assertThat(violation(set("/lines/#a/list_price", 1))).hasValue("COLUMN_FIXED");
    assertThat(violation(new Operation.Add(Path.parse("/lines/#a/list_price"), JsonNumber.of(1))))
        .hasValue("COLUMN_FIXED");
    assertThat(violation(new Operation.Remove(Path.parse("/lines/#a/list_price"))))
        .isEmpty();
    assertThat(violation(set("/lines/#a/list_price", 79))).isEmpty();
    assertThat(violation(set("/lines/#a/unit_price", 1))).isEmpty();
    assertThat(violation(set("/lines/#b/list_price", 6))).hasValue("COLUMN_FIXED");
    assertThat(violation(set("/lines/#b/list_price", 0))).isEmpty();
    assertThat(violation(insert("{\"id\":\"n\",\"product_id\":\"p1\",\"list_price\":79}")))
        .isEmpty();
    assertThat(violation(insert("{\"id\":\"n\",\"product_id\":\"p1\",\"list_price\":60}")))
        .isEmpty();
    assertThat(violation(insert("{\"id\":\"n\",\"product_id\":\"p1\",\"list_price\":59}")))
        .hasValue("COLUMN_FIXED");
    assertThat(violation(insert("{\"id\":\"n\",\"product_id\":\"\",\"list_price\":5}")))
        .hasValue("COLUMN_FIXED");
    assertThat(violation(insert("{\"id\":\"n\",\"product_id\":\"\",\"list_price\":0}")))
        .isEmpty();
  }

  @Test
  @DisplayName("[RI2] a product is not exchanged below its list price")
  void exchanged() {
    Operation other = new Operation.Set(Path.parse("/lines/#b/product_id"), new JsonString("p1"));
    assertThat(violation(other)).hasValue("COLUMN_FIXED");
    assertThat(violation(other, set("/lines/#b/list_price", 79))).isEmpty();
  }

  @Test
  @DisplayName("[RI2] a hidden column is not written, alone or with a whole line")
  void hidden() {
    assertThat(violation(set("/lines/#a/unit_cost", 41))).hasValue("COLUMN_FIXED");
    assertThat(violation(new Operation.Remove(Path.parse("/lines/#a/unit_cost"))))
        .hasValue("COLUMN_FIXED");
    assertThat(violation(new Operation.Set(Path.parse("/internal_notes"), new JsonString("x"))))
        .hasValue("COLUMN_FIXED");
    assertThat(violation(insert("{\"id\":\"n\",\"unit_cost\":1}"))).hasValue("COLUMN_FIXED");
    JsonValue without = JsonText.parse("{\"id\":\"a\",\"product_id\":\"p1\",\"list_price\":60}");
    Operation whole = new Operation.Set(Path.parse("/lines/#a"), without);
    assertThat(violation(whole)).hasValue("COLUMN_FIXED");
    assertThat(violation(departed.completed(quote, Change.of(whole)))).isEmpty();
  }

  @Test
  @DisplayName("[RI3] a line that somebody deletes and brings back has its cost again")
  void comesBack() {
    Change delete = Change.of(new Operation.Delete(Path.parse("/lines/#a"), 0));
    departed.note(quote, delete);
    quote = (JsonMap) Ot.apply(quote, delete);
    Change undo =
        Change.of(insert("{\"id\":\"a\",\"product_id\":\"p1\",\"sku\":\"S1\",\"list_price\":60}"));
    Change whole = departed.completed(quote, undo);
    assertThat(violation(whole)).isEmpty();
    quote = (JsonMap) Ot.apply(quote, whole);
    assertThat(Path.parse("/lines/#a/unit_cost").find(quote)).hasValue(JsonNumber.of(41));
    assertThat(COLUMNS.redacted(whole)).isEqualTo(undo);
  }

  @Test
  @DisplayName("[RI3] a copy of a line has the cost of its product")
  void copied() {
    Change copy = Change.of(insert("{\"id\":\"n\",\"product_id\":\"p1\",\"list_price\":60}"));
    Change whole = departed.completed(quote, copy);
    assertThat(violation(whole)).isEmpty();
    assertThat(whole.toString()).contains("unit_cost");
  }

  private Optional<String> violation(Operation... operations) {
    return violation(Change.of(operations));
  }

  private Optional<String> violation(Change change) {
    JsonValue after = Ot.apply(quote, change);
    return rules.check(quote, after, change).map(Violation::code);
  }

  private static Operation set(String path, long value) {
    return new Operation.Set(Path.parse(path), JsonNumber.of(value));
  }

  private static Operation insert(String line) {
    return new Operation.Insert(LINES, 0, JsonText.parse(line));
  }
}
