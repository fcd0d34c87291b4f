package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Every small document of a kind, and every operation that applies to one. */
final class SmallWorld {
  private static final String ASTRAL = "\uD83D\uDE00";

  private SmallWorld() {}

  /** Lists of rows with ids and of plain values to length 4, nested lists and maps, and strings. */
  static List<JsonValue> documents() {
    List<JsonValue> documents = new ArrayList<>();
    for (int length = 0; length <= 4; length++) {
      documents.add(document("plain", plainList(length)));
      documents.add(document("rows", rows(length)));
    }
    documents.add(JsonText.parse("{\"n\":3,\"s\":\"ab\",\"m\":{\"x\":1,\"y\":\"q\"}}"));
    documents.add(JsonText.parse("{\"l\":[[1,2],[],[3]]}"));
    documents.add(JsonText.parse(
        "{\"rows\":[{\"id\":\"a\",\"q\":1,\"tags\":[\"t\",\"u\"]},{\"id\":\"b\",\"q\":2}]}"));
    documents.add(JsonText.parse("[7,{\"k\":\"v\"},\"z\"]"));
    for (int length = 0; length <= 4; length++) {
      texts(length).forEach(text -> documents.add(document("s", new JsonString(text))));
    }
    for (int outer = 1; outer <= 3; outer++) {
      nested(outer).forEach(list -> documents.add(document("l", list)));
    }
    return documents;
  }

  /** Every text of some code points, each in or outside the basic plane. */
  private static List<String> texts(int length) {
    List<String> texts = List.of("");
    for (int i = 0; i < length; i++) {
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        longer.add(text + (char) ('a' + i));
        longer.add(text + ASTRAL);
      }
      texts = longer;
    }
    return texts;
  }

  /** Every list of lists of at most two elements. */
  private static List<JsonList> nested(int outer) {
    List<JsonList> lists = List.of(JsonList.EMPTY);
    for (int i = 0; i < outer; i++) {
      List<JsonList> longer = new ArrayList<>();
      for (JsonList list : lists) {
        for (int inner = 0; inner <= 2; inner++) {
          longer.add(list.inserted(list.size(), plainList(inner)));
        }
      }
      lists = longer;
    }
    return lists;
  }

  private static JsonValue document(String name, JsonValue value) {
    return JsonMap.EMPTY.with(name, value);
  }

  private static JsonList plainList(int length) {
    List<JsonValue> values = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      values.add(JsonNumber.of(i));
    }
    return JsonList.of(values);
  }

  private static JsonList rows(int length) {
    List<JsonValue> rows = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      rows.add(row(String.valueOf((char) ('a' + i))));
    }
    return JsonList.of(rows);
  }

  private static JsonMap row(String id) {
    return JsonMap.EMPTY.with("id", new JsonString(id)).with("q", JsonNumber.of(1));
  }

  /**
   * Every operation on {@code document}, with values of one author.
   *
   * @param author tells one author's values from the other's
   */
  static List<Operation> operations(JsonValue document, int author) {
    List<Operation> operations = new ArrayList<>();
    visit(document, Path.ROOT, false, author, operations::add);
    return operations;
  }

  private static void visit(
      JsonValue value, Path path, boolean element, int author, Consumer<Operation> out) {
    if (path.length() > 0 && !element) {
      out.accept(new Operation.Remove(path));
    }
    if (path.length() > 0) {
      sets(value, path, author).forEach(out);
    }
    switch (value) {
      case JsonNumber ignored -> out.accept(new Operation.Add(path, JsonNumber.of(10L * author)));
      case JsonString string ->
        texts(string.value(), author).forEach(edit -> out.accept(new Operation.Text(path, edit)));
      case JsonList list -> list(list, path, author, out);
      case JsonMap map -> {
        out.accept(new Operation.Set(path.member("new"), JsonNumber.of(author)));
        map.forEach((name, child) -> {
          if (!(element && name.equals("id"))) {
            visit(child, path.member(name), false, author, out);
          }
        });
      }
      default -> {}
    }
  }

  private static List<Operation> sets(JsonValue value, Path path, int author) {
    if (value instanceof JsonMap map && map.id().isPresent()) {
      return List.of(new Operation.Set(path, map.with("q", JsonNumber.of(50L + author))));
    }
    return List.of(
        new Operation.Set(path, JsonNumber.of(100L + author)),
        new Operation.Set(path, JsonNumber.of(77)),
        new Operation.Set(path, new JsonString("set")));
  }

  private static void list(JsonList list, Path path, int author, Consumer<Operation> out) {
    boolean ids = path.length() > 0 && path.last().equals(new Path.Member("rows"));
    for (int i = 0; i <= list.size(); i++) {
      if (ids) {
        out.accept(new Operation.Insert(path, i, row("new" + author)));
        out.accept(new Operation.Insert(path, i, row("same").with("q", JsonNumber.of(author))));
      } else {
        out.accept(new Operation.Insert(path, i, new JsonString("i" + author)));
      }
    }
    for (int i = 0; i < list.size(); i++) {
      JsonValue value = list.get(i);
      Path element = value instanceof JsonMap map && map.id().isPresent()
          ? path.id(map.id().get())
          : path.child(new Path.Index(i));
      out.accept(new Operation.Delete(element, i));
      for (int to = 0; to < list.size(); to++) {
        out.accept(new Operation.Move(element, i, to));
      }
      visit(value, element, true, author, out);
    }
  }

  static List<TextEdit> texts(String text, int author) {
    int length = text.codePointCount(0, text.length());
    List<TextEdit> edits = new ArrayList<>();
    for (int at = 0; at <= length; at++) {
      for (int deleted = 0; deleted <= length - at; deleted++) {
        for (String inserted : List.of("", author + ASTRAL)) {
          if (deleted > 0 || !inserted.isEmpty()) {
            edits.add(TextEdit.splice(at, deleted, inserted));
          }
        }
      }
    }
    if (length >= 2) {
      edits.add(TextEdit.of(
          new TextEdit.Insert("<" + author),
          new TextEdit.Retain(1),
          new TextEdit.Delete(1),
          new TextEdit.Insert(">")));
    }
    return edits;
  }
}
