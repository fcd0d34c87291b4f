package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transform table of docs/SPEC.md, run as it stands there. */
class TransformTableTest {
  private static final Set<String> TYPES =
      Set.of("set", "remove", "add", "text", "insert", "delete", "move");

  /** A row of the table. */
  record Row(String id, String op, String other, String left, String right) {
    @Override
    public String toString() {
      return "[" + id + "] " + op + " past " + other;
    }
  }

  static Stream<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("docs/SPEC.md")).stream()
        .filter(line -> line.startsWith("| TT"))
        .map(line -> line.split(" \\| ", -1))
        .map(cells -> new Row(
            cells[0].substring(2), code(cells[1]), code(cells[2]), code(cells[3]), code(cells[4])));
  }

  private static String code(String cell) {
    return cell.replace("`", "");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  @DisplayName("[TT] each cell of the transform table does what it says, and converges")
  void cell(Row row) {
    assertThat(TransformTable.outcome(row.op(), row.other(), Side.LEFT)).isEqualTo(row.left());
    assertThat(TransformTable.outcome(row.op(), row.other(), Side.RIGHT)).isEqualTo(row.right());
    JsonValue document = TransformTable.DOCUMENT;
    Change op = Change.of(TransformTable.operation(row.op()));
    Change other = Change.of(TransformTable.operation(row.other()));
    OtLawsTest.assertConverges(document, op, other);
    OtLawsTest.assertConverges(document, other, op);
  }

  @Test
  @DisplayName("[TT] the table has a cell for each ordered pair of operation types")
  void complete() throws IOException {
    Set<String> pairs = new TreeSet<>();
    rows()
        .forEach(
            row -> pairs.add(row.op().split(" ", 2)[0] + " past " + row.other().split(" ", 2)[0]));
    Set<String> all = new TreeSet<>();
    TYPES.forEach(op -> TYPES.forEach(other -> all.add(op + " past " + other)));
    assertThat(pairs).isEqualTo(all);
  }
}
