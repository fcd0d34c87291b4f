package dev.quotey.live.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.TextEdit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedPathsTest {
  private final SharedPaths paths = new SharedPaths();

  @Test
  @DisplayName("[SQ11] a change that is kept is the change that was made, of whatever operations")
  void same() {
    Path field = Path.parse("/l/#a/n");
    Path element = Path.parse("/l/#a");
    Change change = Change.of(
        new Operation.Set(field, new JsonString("x")),
        new Operation.Remove(field),
        new Operation.Add(field, JsonNumber.of(2)),
        new Operation.Text(field, TextEdit.splice(0, 0, "y")),
        new Operation.Insert(Path.parse("/l"), 1, JsonMap.EMPTY),
        new Operation.Delete(element, 2),
        new Operation.Move(element, 3, 4));
    assertThat(paths.in(change)).isEqualTo(change);
  }

  @Test
  @DisplayName("[SQ11] changes at one place keep one path, however many places there were between")
  void shared() {
    Path first = kept(1);
    assertThat(kept(1)).isSameAs(first);
    for (int i = 2; i < 2_500; i++) {
      kept(i);
    }
    assertThat(kept(1)).isEqualTo(first).isSameAs(kept(1));
  }

  private Path kept(int line) {
    Change change =
        Change.of(new Operation.Add(Path.parse("/l/#ln_" + line + "/n"), JsonNumber.of(1)));
    return paths.in(change).operations().getFirst().path();
  }
}
