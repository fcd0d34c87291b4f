package dev.quotey.live.core.ot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of two concurrent operations, as it is counted. */
class MeetingTest {
  private static Operation operation(String word) {
    String[] parts = word.split(" ", 4);
    Path path = Path.parse(parts[1]);
    return switch (parts[0]) {
      case "set" -> new Operation.Set(path, json(parts[2]));
      case "remove" -> new Operation.Remove(path);
      case "add" -> new Operation.Add(path, number(parts[2]));
      case "text" -> new Operation.Text(path, TextEdit.splice(0, 0, parts[2]));
      case "insert" -> new Operation.Insert(path, Integer.parseInt(parts[2]), json(parts[3]));
      case "delete" -> new Operation.Delete(path, Integer.parseInt(parts[2]));
      case "move" ->
        new Operation.Move(path, Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static JsonValue json(String text) {
    return JsonText.parse(text.replace('\'', '"'));
  }

  private static JsonNumber number(String text) {
    return (JsonNumber) json(text);
  }

  @ParameterizedTest(name = "[OT8] {0} and {1}")
  @DisplayName(
      "[OT8] two operations at one place are told as merged, the same, or a conflict; others as nothing")
  @CsvSource(
      delimiter = ';',
      value = {
        "text /a x; text /a y; merged",
        "add /n 1; add /n 2; merged",
        "insert /l 1 {'id':'x'}; insert /l 1 {'id':'y'}; merged",
        "move /l/#a 0 2; move /l/#b 1 2; merged",
        "set /a 'v'; set /a 'v'; same",
        "remove /a; remove /a; same",
        "delete /l/#a 0; delete /l/#a 0; same",
        "delete /l/#a 0; move /l/#a 0 2; same",
        "move /l/#a 0 2; move /l/#a 0 2; same",
        "set /a 'v'; set /a 'w'; conflict",
        "delete /l/#a 0; set /l/#a/q 1; conflict",
        "text /a x; set /a 'w'; conflict",
        "set /a 'v'; set /b 'w'; nothing",
        "text /a x; text /b y; nothing",
        "insert /l 0 {'id':'x'}; insert /l 2 {'id':'y'}; nothing",
        "set /l/#a/q 1; move /l/#a 0 2; nothing",
      })
  void told(String mine, String theirs, String outcome) {
    Change first = Change.of(operation(mine));
    Change second = Change.of(operation(theirs));
    for (Side side : Side.values()) {
      expect(Ot.cross(first, second, side), outcome);
      expect(Ot.cross(second, first, side), outcome);
    }
  }

  private static void expect(Crossing crossing, String outcome) {
    assertThat(crossing.conflicts()).hasSize(outcome.equals("conflict") ? 1 : 0);
    assertThat(crossing.merged()).isEqualTo(outcome.equals("merged") ? 1 : 0);
    assertThat(crossing.same()).isEqualTo(outcome.equals("same") ? 1 : 0);
  }
}
