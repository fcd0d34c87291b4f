package dev.quotey.live.core.ot;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The change that makes one document of another: {@code apply(before, between(before, after)) =
 * after}. Elements that have ids are known again by them, so an edit elsewhere keeps its place, and
 * as few of them move as can be; other lists are replaced whole.
 */
public final class Difference {
  private final Predicate<Path> spliced;
  private final List<Operation> operations = new ArrayList<>();

  private Difference(Predicate<Path> spliced) {
    this.spliced = spliced;
  }

  /**
   * @param spliced the texts that are edited in place, so that others' letters in them stay; other
   *     texts are replaced
   */
  public static Change between(JsonMap before, JsonMap after, Predicate<Path> spliced) {
    Difference difference = new Difference(spliced);
    difference.maps(Path.ROOT, before, after);
    return new Change(difference.operations);
  }

  private void values(Path path, JsonValue before, JsonValue after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof JsonMap one && after instanceof JsonMap other) {
      maps(path, one, other);
    } else if (before instanceof JsonList one
        && after instanceof JsonList other
        && haveIds(one)
        && haveIds(other)) {
      lists(path, one, other);
    } else if (before instanceof JsonString one
        && after instanceof JsonString other
        && spliced.test(path)) {
      operations.add(new Operation.Text(path, TextEdit.between(one.value(), other.value())));
    } else {
      operations.add(new Operation.Set(path, after));
    }
  }

  private void maps(Path path, JsonMap before, JsonMap after) {
    Set<String> names = new TreeSet<>();
    before.forEach((name, value) -> names.add(name));
    after.forEach((name, value) -> names.add(name));
    for (String name : names) {
      Path member = path.member(name);
      if (!after.has(name)) {
        operations.add(new Operation.Remove(member));
      } else if (!before.has(name)) {
        operations.add(new Operation.Set(member, after.get(name).orElseThrow()));
      } else {
        values(member, before.get(name).orElseThrow(), after.get(name).orElseThrow());
      }
    }
  }

  private void lists(Path path, JsonList before, JsonList after) {
    Map<String, JsonValue> kept = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (int i = before.size() - 1; i >= 0; i--) {
      String id = id(before.get(i));
      if (after.indexOfId(id) < 0) {
        operations.add(new Operation.Delete(path.id(id), i));
      } else {
        kept.put(id, before.get(i));
        order.addFirst(id);
      }
    }
    move(path, order, after);
    for (int i = 0; i < after.size(); i++) {
      JsonValue element = after.get(i);
      JsonValue known = kept.get(id(element));
      if (known == null) {
        operations.add(new Operation.Insert(path, i, element));
      } else {
        values(path.id(id(element)), known, element);
      }
    }
  }

  /** Brings what both lists have into the order of {@code after}. */
  private void move(Path path, List<String> order, JsonList after) {
    List<String> target = new ArrayList<>();
    Set<String> present = new HashSet<>(order);
    for (JsonValue element : after) {
      if (present.contains(id(element))) {
        target.add(id(element));
      }
    }
    Set<String> staying = longestOrdered(order, target);
    for (int i = 0; i < target.size(); i++) {
      String id = target.get(i);
      if (!staying.contains(id)) {
        int from = order.indexOf(id);
        order.remove(from);
        int to = i == 0 ? 0 : order.indexOf(target.get(i - 1)) + 1;
        order.add(to, id);
        if (from != to) {
          operations.add(new Operation.Move(path.id(id), from, to));
        }
      }
    }
  }

  /** The most ids that already stand in the target's order (patience sorting). */
  private static Set<String> longestOrdered(List<String> order, List<String> target) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < target.size(); i++) {
      places.put(target.get(i), i);
    }
    int[] tails = new int[order.size()];
    int[] previous = new int[order.size()];
    int length = 0;
    int[] tailPlaces = new int[order.size()];
    for (int i = 0; i < order.size(); i++) {
      int place = places.get(order.get(i));
      int at = -Arrays.binarySearch(tailPlaces, 0, length, place) - 1;
      previous[i] = at == 0 ? -1 : tails[at - 1];
      tails[at] = i;
      tailPlaces[at] = place;
      length = Math.max(length, at + 1);
    }
    Set<String> staying = new HashSet<>();
    for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = previous[i]) {
      staying.add(order.get(i));
    }
    return staying;
  }

  private static boolean haveIds(JsonList list) {
    Set<String> ids = new HashSet<>();
    for (JsonValue element : list) {
      if (!(element instanceof JsonMap map)
          || map.id().orElse("").isEmpty()
          || !ids.add(map.id().orElse(""))) {
        return false;
      }
    }
    return true;
  }

  private static String id(JsonValue element) {
    return ((JsonMap) element).id().orElseThrow();
  }
}
