package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedNamesTest {
  private static final JsonValue DOCUMENT = JsonText.parse("""
      {"lines": [{"id": "a", "quantity": 1, "tags": [{"id": "t"}]}, {"id": "b", "quantity": null}],
       "note": "", "on": true}""");

  @Test
  @DisplayName("[PS20] a document that is loaded is the one that is stored")
  void equal() {
    assertThat(SharedNames.in(DOCUMENT)).isEqualTo(DOCUMENT);
    assertThat(JsonText.write(SharedNames.in(DOCUMENT))).isEqualTo(JsonText.write(DOCUMENT));
  }

  @Test
  @DisplayName("[PS20] and holds each name of a member once")
  void once() {
    List<String> names = new ArrayList<>();
    collect(SharedNames.in(DOCUMENT), names);
    assertThat(names).hasSize(9);
    assertThat(names.stream().distinct().count())
        .isEqualTo(names.stream().map(System::identityHashCode).distinct().count());
  }

  private static void collect(JsonValue value, List<String> names) {
    switch (value) {
      case JsonMap map ->
        map.forEach((name, member) -> {
          names.add(name);
          collect(member, names);
        });
      case JsonList list -> list.forEach(element -> collect(element, names));
      default -> {}
    }
  }
}
