package dev.quotey.live.slack;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.quote.QuoteFields;
import dev.quotey.live.protocol.LoggedChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a stretch of a quote's log comes to, in sentences by person. Only what is different at the end is
 * told: what was set and set back says nothing. A sentence is whose change stands.
 *
 * <p>The log says which places were touched, and by whom last; the documents before and after say what
 * became of each.
 */
record Digest(List<Sentence> sentences) {
  private static final Path LINES = Path.ROOT.member(QuoteFields.LINES);
  private static final Path SECTIONS = Path.ROOT.member(QuoteFields.SECTIONS);
  private static final int FIELD_DEPTH = 3;
  private static final int ELEMENT_DEPTH = 2;

  /** What not everybody in a channel may see: that it changed is told, its value is not. */
  private static final Set<String> CONFIDENTIAL = Set.of("unit_cost", "internal_notes");

  /** @param words what the person did, as safe markup: {@code changed Quantity of “Seats” from 1 to 2} */
  record Sentence(String userId, String name, String words) {}

  /** Who touched a place last. */
  private record Touch(String userId, String name) {}

  static Digest of(JsonMap before, JsonMap after, List<LoggedChange> changes) {
    Map<Path, Touch> touched = new LinkedHashMap<>();
    Map<Path, Touch> moved = new LinkedHashMap<>();
    for (LoggedChange change : changes) {
      Touch touch = new Touch(change.actor(), change.actorName());
      for (Operation operation : change.change().committed().operations()) {
        Path place = place(operation);
        if (place.length() > 0 && !isManaged(place)) {
          (operation instanceof Operation.Move ? moved : touched).put(place, touch);
        }
      }
    }
    List<Sentence> sentences = new ArrayList<>();
    touched.forEach((place, touch) -> words(place, before, after)
        .ifPresent(words -> sentences.add(new Sentence(touch.userId(), touch.name(), words))));
    sentences.addAll(moves(moved, before, after));
    return new Digest(List.copyOf(sentences));
  }

  boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** How many sentences there are of each person, by name, in the order in which they come. */
  Map<String, Long> counts() {
    return sentences.stream()
        .collect(Collectors.groupingBy(Sentence::name, LinkedHashMap::new, Collectors.counting()));
  }

  /** The field, line or section that an operation touches. */
  private static Path place(Operation operation) {
    Path path =
        operation instanceof Operation.Insert insert ? insert.elementPath() : operation.path();
    boolean inList = LINES.isPrefixOf(path) || SECTIONS.isPrefixOf(path);
    int depth = Math.min(path.length(), inList ? FIELD_DEPTH : 1);
    Path place = path;
    while (place.length() > depth) {
      place = place.parent();
    }
    return place;
  }

  private static boolean isManaged(Path place) {
    return place.step(0) instanceof Path.Member member
        && QuoteFields.MANAGED.contains(member.name());
  }

  private static Optional<String> words(Path place, JsonMap before, JsonMap after) {
    Optional<JsonValue> was = place.find(before);
    Optional<JsonValue> is = place.find(after);
    if (was.equals(is)) {
      return Optional.empty();
    }
    if (place.length() == ELEMENT_DEPTH) {
      return whole(place, was, is);
    }
    if (place.length() == FIELD_DEPTH) {
      // Of a line that is new or gone, that is all there is to say.
      Optional<JsonValue> element = place.parent().find(after);
      return element.isPresent() && place.parent().find(before).isPresent()
          ? Optional.of(field(place, was, is, " of " + named(place.parent(), element.get())))
          : Optional.empty();
    }
    return Optional.of(field(place, was, is, ""));
  }

  private static Optional<String> whole(
      Path place, Optional<JsonValue> was, Optional<JsonValue> is) {
    if (was.isPresent() && is.isPresent()) {
      // It was taken out and put back; what is different in it has been touched by its own name.
      return Optional.empty();
    }
    return is.or(() -> was)
        .map(element -> (is.isPresent() ? "added " : "deleted ") + named(place, element));
  }

  private static String named(Path place, JsonValue element) {
    boolean section = SECTIONS.isPrefixOf(place);
    String otherwise = section ? "a section" : "a line";
    String name = element instanceof JsonMap map ? Words.element(map, otherwise) : otherwise;
    return section && !name.equals(otherwise) ? "the section " + name : name;
  }

  private static String field(
      Path place, Optional<JsonValue> was, Optional<JsonValue> is, String where) {
    String name = place.last() instanceof Path.Member member ? member.name() : "";
    String label = Words.label(name) + where;
    boolean told = !CONFIDENTIAL.contains(name) && !QuoteFields.isProse(place);
    if (!told || is.or(() -> was).filter(Digest::isStructure).isPresent()) {
      return "edited " + label;
    }
    return is.map(now -> was.map(then ->
                "changed " + label + " from " + Words.value(then) + " to " + Words.value(now))
            .orElse("set " + label + " to " + Words.value(now)))
        .orElse("cleared " + label);
  }

  private static boolean isStructure(JsonValue value) {
    return value instanceof JsonMap || value instanceof JsonList;
  }

  /** Lines that were moved, by person, if those that were there all along stand in another order. */
  private static List<Sentence> moves(Map<Path, Touch> moved, JsonMap before, JsonMap after) {
    moved
        .keySet()
        .removeIf(place -> place.find(before).isEmpty() || place.find(after).isEmpty());
    if (moved.isEmpty() || order(before, after).equals(order(after, before))) {
      return List.of();
    }
    Map<Touch, List<Path>> byPerson = moved.entrySet().stream()
        .collect(Collectors.groupingBy(
            Map.Entry::getValue,
            LinkedHashMap::new,
            Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    List<Sentence> sentences = new ArrayList<>();
    byPerson.forEach((touch, places) -> {
      String what = places.size() == 1
          ? named(places.getFirst(), places.getFirst().find(after).orElseThrow())
          : Words.count(places.size(), "line");
      sentences.add(new Sentence(touch.userId(), touch.name(), "moved " + what));
    });
    return sentences;
  }

  /** The ids of the lines that are in both documents, in the order of the first. */
  private static List<String> order(JsonMap document, JsonMap other) {
    Set<String> common = ids(other).stream().collect(Collectors.toSet());
    return ids(document).stream().filter(common::contains).toList();
  }

  private static List<String> ids(JsonMap document) {
    List<String> ids = new ArrayList<>();
    Function<JsonValue, Optional<String>> id =
        line -> line instanceof JsonMap map ? map.id() : Optional.empty();
    if (document.get(QuoteFields.LINES).orElse(JsonList.EMPTY) instanceof JsonList lines) {
      for (JsonValue line : lines) {
        id.apply(line).ifPresent(ids::add);
      }
    }
    return ids;
  }
}
