package dev.quotey.live.bench;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.ot.Side;
import dev.quotey.live.core.ot.TextEdit;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** W6 of docs/BENCHMARKS.md on the JVM: what transforms and applies cost in a warm loop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OtBenchmark {
  private static final int PAIRS = 256;
  private static final Path LINES = Path.parse("/lines");

  private final Change[] inserts = new Change[PAIRS];
  private final Change[] sets = new Change[PAIRS];
  private final Change[] texts = new Change[PAIRS];
  private int next;

  /** Varied positions, lines and offsets, the same in every run. */
  @Setup
  public void changes() {
    for (int i = 0; i < PAIRS; i++) {
      int at = i * 37 % 50;
      inserts[i] = Change.of(new Operation.Insert(LINES, at, new JsonString("x")));
      Path line = LINES.id("ln_" + at);
      sets[i] = Change.of(new Operation.Set(line.member("quantity"), JsonNumber.of(i)));
      texts[i] = Change.of(new Operation.Text(
          LINES.id("ln_1").member("description"), TextEdit.splice(i % 11, i % 3, "abc")));
    }
  }

  @Benchmark
  public Change insertPastInsert() {
    return transform(inserts, inserts);
  }

  @Benchmark
  public Change setPastInsert() {
    return transform(sets, inserts);
  }

  @Benchmark
  public Change textPastText() {
    return transform(texts, texts);
  }

  private Change transform(Change[] ours, Change[] theirs) {
    next = (next + 1) % PAIRS;
    return Ot.transform(ours[next], theirs[(next * 7 + 1) % PAIRS], Side.RIGHT);
  }

  /** A quote of some size, and edits all over it. */
  @State(Scope.Thread)
  public static class Quote {
    @Param({"50", "500", "2000"})
    public int lines;

    private JsonValue document;
    private Change[] sets;
    private Change[] moves;
    private int next;

    @Setup
    public void open() {
      document = JsonText.parse(Edits.quote(lines));
      sets = new Change[PAIRS];
      moves = new Change[PAIRS];
      for (int i = 0; i < PAIRS; i++) {
        int at = i * 641 % lines;
        Path line = LINES.id("ln_" + at);
        sets[i] = Change.of(new Operation.Set(line.member("quantity"), JsonNumber.of(i)));
        moves[i] = Change.of(new Operation.Move(line, at, (at + 7) % lines));
      }
    }

    private Change next(Change[] changes) {
      next = (next + 1) % PAIRS;
      return changes[next];
    }
  }

  @Benchmark
  public JsonValue applySet(Quote quote) {
    return Ot.apply(quote.document, quote.next(quote.sets));
  }

  @Benchmark
  public JsonValue applyMove(Quote quote) {
    return Ot.apply(quote.document, quote.next(quote.moves));
  }
}
