package dev.quotey.live.core.sync;

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
import dev.quotey.live.core.ot.TextEdit;
import dev.quotey.live.core.sync.UndoHistory.Apply;
import dev.quotey.live.core.sync.UndoHistory.Nothing;
import dev.quotey.live.core.sync.UndoHistory.Overtaken;
import dev.quotey.live.core.sync.UndoHistory.Step;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UndoHistoryTest {
  private static final int RUNS = 3_000;
  private static final ClientId BEN = new ClientId("ben");
  private static final Path N = Path.parse("/n");
  private static final Path T = Path.parse("/t");
  private static final Path LINES = Path.parse("/lines");

  private final UndoHistory history = new UndoHistory();
  private JsonValue document = JsonText.parse(
      "{\"n\":1,\"t\":\"abc\",\"lines\":[{\"id\":\"x\",\"q\":1},{\"id\":\"y\",\"q\":2}]}");

  @Test
  @DisplayName("[UN1] undoing everything leaves what others did, redoing it gives everything back")
  void everything() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("undo histories: " + RUNS + " from seed " + seed);
    for (int run = 0; run < RUNS; run++) {
      random(new Random(seed + run), "seed " + (seed + run));
    }
  }

  /** I edit {@code mine}, others {@code theirs}; both move around in one list of rows. */
  private static void random(Random random, String as) {
    UndoHistory history = new UndoHistory();
    JsonValue document = JsonText.parse(
        "{\"mine\":{\"t\":\"\",\"n\":0,\"l\":[]},\"theirs\":{\"t\":\"\",\"n\":0,\"l\":[]}}");
    JsonValue start = document;
    int edits = 0;
    for (int step = 0; step < 25; step++) {
      boolean mine = random.nextBoolean();
      Change change = change(random, document, mine ? "mine" : "theirs", step);
      if (mine) {
        history.edited(document, change, random.nextInt(3) == 0);
        edits++;
      } else {
        history.othersDid(BEN, change);
      }
      document = Ot.apply(document, change);
      // A little undo and redo on the way.
      if (random.nextInt(5) == 0) {
        document = apply(history.undo(document), document);
      } else if (random.nextInt(8) == 0) {
        document = apply(history.redo(document), document);
      }
    }
    while (history.canRedo()) {
      document = apply(history.redo(document), document);
    }
    JsonValue complete = document;
    while (history.canUndo()) {
      document = apply(history.undo(document), document);
    }
    assertThat(part(document, "mine")).as(as).isEqualTo(part(start, "mine"));
    assertThat(part(document, "theirs")).as(as).isEqualTo(part(complete, "theirs"));
    while (history.canRedo()) {
      document = apply(history.redo(document), document);
    }
    assertThat(document).as(as + ", " + edits + " edits").isEqualTo(complete);
  }

  private static JsonValue part(JsonValue document, String name) {
    return ((JsonMap) document).get(name).orElseThrow();
  }

  private static Change change(Random random, JsonValue document, String part, int step) {
    Path path = Path.ROOT.member(part);
    JsonMap map = (JsonMap) part(document, part);
    JsonList list = (JsonList) map.get("l").orElseThrow();
    int at = list.size() == 0 ? 0 : random.nextInt(list.size());
    Path element = path.member("l").child(new Path.Index(at));
    int kind = random.nextInt(list.size() == 0 ? 4 : 7);
    return Change.of(
        switch (kind) {
          case 0 -> new Operation.Set(path.member("n"), JsonNumber.of(step));
          case 1 -> new Operation.Add(path.member("n"), JsonNumber.of(random.nextInt(5) + 1));
          case 2 -> text(random, path.member("t"), map.string("t").orElseThrow());
          case 3 ->
            new Operation.Insert(
                path.member("l"), random.nextInt(list.size() + 1), JsonNumber.of(step));
          case 4 -> new Operation.Delete(element, at);
          case 5 -> new Operation.Move(element, at, random.nextInt(list.size()));
          default -> new Operation.Set(element, JsonNumber.of(step));
        });
  }

  private static Operation text(Random random, Path path, String text) {
    int at = random.nextInt(text.length() + 1);
    int deleted = random.nextInt(text.length() - at + 1);
    return new Operation.Text(path, TextEdit.splice(at, deleted, "k" + random.nextInt(10)));
  }

  private static JsonValue apply(Step step, JsonValue document) {
    return switch (step) {
      case Apply apply -> Ot.apply(document, apply.change());
      case Overtaken overtaken -> throw new AssertionError("nobody else was there: " + overtaken);
      case Nothing ignored -> document;
    };
  }

  @Test
  @DisplayName(
      "[UN2] what somebody else has overwritten since is not undone, and it is said who did")
  void overtaken() {
    edit(new Operation.Set(N, JsonNumber.of(2)));
    edit(new Operation.Set(T, new JsonString("mine")));
    others(new Operation.Set(N, JsonNumber.of(9)));
    assertThat(history.undo(document)).isInstanceOf(Apply.class);
    JsonValue before = document;
    Step step = history.undo(document);
    assertThat(step).isInstanceOf(Overtaken.class);
    assertThat(((Overtaken) step).by()).isEqualTo(BEN);
    assertThat(document).isEqualTo(before);
    assertThat(history.undo(document)).isInstanceOf(Nothing.class);
  }

  @Test
  @DisplayName("[UN3] undoing a line that I made keeps it when somebody else has edited it")
  void lineOfTwo() {
    JsonValue line = JsonText.parse("{\"id\":\"new\",\"q\":0}");
    edit(new Operation.Set(N, JsonNumber.of(5)));
    edit(new Operation.Insert(LINES, 1, line));
    others(new Operation.Set(LINES.id("new").member("q"), JsonNumber.of(7)));
    others(new Operation.Delete(LINES.id("x"), 0));
    assertThat(history.undo(document)).isInstanceOf(Overtaken.class);
    undo();
    assertThat(document)
        .isEqualTo(JsonText.parse(
            "{\"n\":1,\"t\":\"abc\",\"lines\":[{\"id\":\"new\",\"q\":7},{\"id\":\"y\",\"q\":2}]}"));
  }

  @Test
  @DisplayName("[UN4] undoing text that I typed takes none of the text typed inside it")
  void textOfTwo() {
    edit(new Operation.Text(T, TextEdit.splice(1, 0, "12")));
    others(new Operation.Text(T, TextEdit.splice(2, 0, "BEN")));
    undo();
    assertThat(((JsonMap) document).string("t")).contains("aBENbc");
  }

  @Test
  @DisplayName("[UN5] sums count on: undoing my addition keeps theirs")
  void sums() {
    edit(new Operation.Add(N, JsonNumber.of(10)));
    others(new Operation.Add(N, JsonNumber.of(100)));
    undo();
    assertThat(((JsonMap) document).number("n")).contains(JsonNumber.of(101));
    document = apply(history.redo(document), document);
    assertThat(((JsonMap) document).number("n")).contains(JsonNumber.of(111));
  }

  @Test
  @DisplayName("[UN6] a deleted line comes back where it stood among the lines that are there now")
  void deletedLine() {
    edit(new Operation.Delete(LINES.id("y"), 1));
    others(new Operation.Insert(LINES, 0, JsonText.parse("{\"id\":\"top\"}")));
    undo();
    assertThat(LINES.find(document).orElseThrow().toString())
        .isEqualTo("[{\"id\":\"top\"},{\"id\":\"x\",\"q\":1},{\"id\":\"y\",\"q\":2}]");
  }

  @Test
  @DisplayName("[UN7] letters typed one after the other are undone together")
  void typed() {
    JsonValue start = document;
    for (int i = 0; i < 40; i++) {
      Change letter = Change.of(new Operation.Text(T, TextEdit.splice(3 + i, 0, "x")));
      history.edited(document, letter, i > 0);
      document = Ot.apply(document, letter);
    }
    undo();
    assertThat(document).isEqualTo(start);
    assertThat(history.canUndo()).isFalse();
  }

  @Test
  @DisplayName("[UN8] the history is bounded: the oldest edits are forgotten")
  void bounded() {
    for (int i = 0; i < 2 * UndoHistory.ENTRIES_MAX; i++) {
      edit(new Operation.Add(N, JsonNumber.of(1)));
    }
    for (int i = 0; i < UndoHistory.ENTRIES_MAX; i++) {
      undo();
    }
    assertThat(history.canUndo()).isFalse();
    assertThat(((JsonMap) document).number("n"))
        .contains(JsonNumber.of(1 + UndoHistory.ENTRIES_MAX));
  }

  private void edit(Operation operation) {
    history.edited(document, Change.of(operation), false);
    document = Ot.apply(document, Change.of(operation));
  }

  private void others(Operation operation) {
    history.othersDid(BEN, Change.of(operation));
    document = Ot.apply(document, Change.of(operation));
  }

  private void undo() {
    document = apply(history.undo(document), document);
  }
}
