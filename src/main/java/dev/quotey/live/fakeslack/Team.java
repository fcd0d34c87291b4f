package dev.quotey.live.fakeslack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who and what is there from the start. */
final class Team {
  static final String ID = "T0QUOTEY";
  static final String NAME = "Quotey";
  static final String DOMAIN = "quotey";
  static final String APP_ID = "A0QUOTEY";
  static final String APP_NAME = "Quotey Live";
  static final String BOT_USER = "U0QUOTEY";
  static final String BOT_ID = "B0QUOTEY";

  /** The author of the app's messages. */
  static final String APP = "app";

  static final Map<String, Person> PEOPLE = byId(
      Person::id,
      List.of(
          new Person("U0ANA", "ana", "Ana Souza", "ana@example.com", false),
          new Person("U0BEN", "ben", "Ben Carter", "ben@example.com", false),
          new Person("U0CLEO", "cleo", "Cleo Martin", "cleo@example.com", false),
          new Person("U0DAN", "dan", "Dan Novak", "dan@example.com", false),
          new Person("U0EVA", "eva", "Eva Lindqvist", "eva@example.com", false),
          new Person("U0GUEST", "gil", "Gil Guest", "guest@elsewhere.example", true)));
  static final Map<String, Channel> CHANNELS = byId(
      Channel::id, List.of(new Channel("C0DEALS", "deals"), new Channel("C0GENERAL", "general")));

  private Team() {}

  /** Somebody in the workspace. */
  record Person(String id, String handle, String name, String email, boolean guest) {}

  /** A channel, with its name as it is without the sign. */
  record Channel(String id, String name) {}

  static Optional<Person> person(String id) {
    return Optional.ofNullable(PEOPLE.get(id));
  }

  static Optional<Channel> channel(String id) {
    return Optional.ofNullable(CHANNELS.get(id));
  }

  /** What people read for an author. */
  static String nameOf(String author) {
    if (author.equals(APP) || author.equals(BOT_USER)) {
      return APP_NAME;
    }
    return person(author).map(Person::name).orElse(author);
  }

  private static <T> Map<String, T> byId(Function<T, String> id, List<T> all) {
    return all.stream().collect(Collectors.toMap(id, one -> one, (a, b) -> a, LinkedHashMap::new));
  }
}
