package dev.quotey.live.engine;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.quote.QuoteFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people do with whole lines, as changes. A bundle goes, moves and is copied with its components;
 * a component on its own stays among those of its bundle, and nothing comes between them.
 */
final class PageLines {
  static final Path LINES = Path.of(new Path.Member(QuoteFields.LINES));

  private final List<JsonMap> lines = new ArrayList<>();

  PageLines(JsonList list) {
    for (JsonValue element : list) {
      lines.add((JsonMap) element);
    }
  }

  /** Where a new line after {@code id} stands: behind its whole bundle; at the end without one. */
  int indexAfter(String id) {
    int at = indexOf(id);
    return at < 0 ? lines.size() : bundleEnd(bundleStart(at));
  }

  Change delete(Set<String> ids) {
    List<Operation> deletes = new ArrayList<>();
    List<Integer> block = block(ids);
    for (int i = block.size() - 1; i >= 0; i--) {
      int at = block.get(i);
      deletes.add(new Operation.Delete(LINES.id(id(at)), at));
    }
    return Change.of(deletes.toArray(new Operation[0]));
  }

  /**
   * Copies lines, the copies behind the last of them.
   *
   * @param prefix what the copies' ids begin with; it begins no other id
   */
  Change duplicate(Set<String> ids, String prefix) {
    List<Integer> block = units(ids);
    if (block.isEmpty()) {
      return Change.EMPTY;
    }
    Map<String, String> copies = new HashMap<>();
    for (int one : block) {
      copies.put(id(one), prefix + copies.size());
    }
    int last = block.get(block.size() - 1);
    int at = isInside(block) ? last + 1 : bundleEnd(bundleStart(last));
    List<Operation> inserts = new ArrayList<>();
    for (int one : block) {
      JsonMap copy = lines.get(one).with(JsonMap.ID, new JsonString(copies.get(id(one))));
      String parent = copies.get(parent(one));
      inserts.add(new Operation.Insert(
          LINES,
          at++,
          parent == null ? copy : copy.with(QuoteFields.PARENT_ID, new JsonString(parent))));
    }
    return Change.of(inserts.toArray(new Operation[0]));
  }

  /** Moves lines past their neighbours: up where {@code by} is negative, down else. */
  Change step(Set<String> ids, int by) {
    List<Integer> block = units(ids);
    if (block.isEmpty()) {
      return Change.EMPTY;
    }
    int gap;
    if (by < 0) {
      int before = block.get(0) - 1;
      gap = before < 0 || isInside(block) ? before : bundleStart(before);
    } else {
      int after = block.get(block.size() - 1) + 1;
      gap = after >= lines.size() ? -1 : isInside(block) ? after + 1 : bundleEnd(after);
    }
    return gap < 0 ? Change.EMPTY : moveTo(block, gap);
  }

  /** Moves lines to stand before {@code before}; to the end where that is no line. */
  Change move(Set<String> ids, String before) {
    List<Integer> block = units(ids);
    if (block.isEmpty()) {
      return Change.EMPTY;
    }
    int gap = indexOf(before) < 0 ? lines.size() : indexOf(before);
    if (!isInside(block) && gap < lines.size() && isComponent(gap)) {
      gap = bundleEnd(bundleStart(gap));
    }
    return moveTo(block, gap);
  }

  private Change moveTo(List<Integer> block, int gap) {
    if (isInside(block) && !isOfBundle(parent(block.get(0)), gap)) {
      return Change.EMPTY;
    }
    List<String> order = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      order.add(id(at));
    }
    int anchor = gap;
    while (anchor < lines.size() && block.contains(anchor)) {
      anchor++;
    }
    List<Operation> moves = new ArrayList<>();
    for (int at : block) {
      int from = order.indexOf(id(at));
      order.remove(from);
      int to = anchor < lines.size() ? order.indexOf(id(anchor)) : order.size();
      order.add(to, id(at));
      if (from != to) {
        moves.add(new Operation.Move(LINES.id(id(at)), from, to));
      }
    }
    return Change.of(moves.toArray(new Operation[0]));
  }

  /** Whether the place {@code gap} is among the components of a bundle, or just behind them. */
  private boolean isOfBundle(String bundle, int gap) {
    int start = indexOf(bundle);
    return start >= 0 && gap > start && gap <= bundleEnd(start);
  }

  /** The positions of the lines, and of all components of those that are bundles. */
  private List<Integer> block(Set<String> ids) {
    List<Integer> block = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      if (ids.contains(id(at)) || ids.contains(parent(at))) {
        block.add(at);
      }
    }
    return block;
  }

  /**
   * As {@link #block}, of what can stay together: whole bundles and single lines, without components
   * that were chosen without their bundle; or, where there is nothing else, the components of one.
   */
  private List<Integer> units(Set<String> ids) {
    List<Integer> whole = new ArrayList<>();
    List<Integer> inside = new ArrayList<>();
    for (int at : block(ids)) {
      if (!isComponent(at) || ids.contains(parent(at))) {
        whole.add(at);
      } else if (inside.isEmpty() || parent(at).equals(parent(inside.get(0)))) {
        inside.add(at);
      }
    }
    return whole.isEmpty() ? inside : whole;
  }

  /** Whether {@link #units} are components without their bundle. */
  private boolean isInside(List<Integer> units) {
    return isComponent(units.get(0));
  }

  private int bundleStart(int at) {
    int start = at;
    while (start > 0 && isComponent(start)) {
      start--;
    }
    return start;
  }

  private int bundleEnd(int start) {
    int end = start + 1;
    while (end < lines.size() && parent(end).equals(id(start))) {
      end++;
    }
    return end;
  }

  private boolean isComponent(int at) {
    return !parent(at).isEmpty();
  }

  private int indexOf(String id) {
    for (int at = 0; at < lines.size(); at++) {
      if (id(at).equals(id)) {
        return at;
      }
    }
    return -1;
  }

  private String id(int at) {
    return lines.get(at).id().orElse("");
  }

  private String parent(int at) {
    return lines.get(at).string(QuoteFields.PARENT_ID).orElse("");
  }
}
