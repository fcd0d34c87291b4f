package dev.quotey.live.bridge;

import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.SpendTicket;
import dev.quotey.live.protocol.SignedText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a browser shows on its socket instead of its token: good once in the whole cluster, for half a
 * minute, and only at the origin that it was asked from. Every node knows what another has signed.
 */
final class Tickets {
  static final Duration LIFE = Duration.ofSeconds(30);

  private static final String USE = "ticket";
  private static final int ID_BYTES = 16;
  private static final String ID = "id";
  private static final String UNTIL = "until";
  private static final String ORIGIN = "origin";
  private static final String SUBJECT = "sub";
  private static final String NAME = "name";
  private static final String ROLES = "roles";
  private static final String QUOTES = "quotes";
  private static final String EMAIL = "email";
  private static final String ISSUED = "iat";
  private static final String EXPIRES = "exp";

  private final Vertx vertx;
  private final String key;
  private final Revocations revocations;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** @param key that all nodes share */
  Tickets(Vertx vertx, String key, Revocations revocations, Clock clock) {
    this.vertx = vertx;
    this.key = key;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** @param origin of the page that has asked for it; empty where no page has */
  String issue(User user, Optional<String> origin) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JsonObject json = new JsonObject()
        .put(ID, HexFormat.of().formatHex(id))
        .put(UNTIL, clock.instant().plus(LIFE).getEpochSecond())
        .put(SUBJECT, user.userId())
        .put(NAME, user.name())
        .put(ROLES, new JsonArray(List.copyOf(user.roles())))
        .put(EMAIL, user.email())
        .put(QUOTES, user.grants().write())
        .put(ISSUED, user.issuedAt().getEpochSecond())
        .put(EXPIRES, user.expiresAt().getEpochSecond());
    origin.ifPresent(one -> json.put(ORIGIN, one));
    return SignedText.sign(json, USE, key);
  }

  /** Whose ticket it is, unspent; fails where it is forged, too old, or from another origin. */
  Future<Ticket> read(String text, Optional<String> origin) {
    return SignedText.read(text, USE, key)
        .filter(json -> time(json, UNTIL).isAfter(clock.instant()))
        .filter(json -> !json.containsKey(ORIGIN)
            || origin.filter(json.getString(ORIGIN)::equals).isPresent())
        .map(json -> new Ticket(json.getString(ID), time(json, UNTIL), user(json)))
        .filter(ticket -> !revocations.isRevoked(ticket.user()))
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture("the ticket is not valid"));
  }

  /** Done once for each ticket, whichever nodes are asked at the same time. */
  Future<User> spend(Ticket ticket) {
    return Bus.persistence(vertx, new SpendTicket(ticket.id(), ticket.until()))
        .compose(reply -> reply instanceof Done
            ? Future.succeededFuture(ticket.user())
            : Future.failedFuture("the ticket was shown before"));
  }

  /** A ticket that is ours. */
  record Ticket(String id, Instant until, User user) {}

  private static User user(JsonObject json) {
    Set<String> roles = new TreeSet<>();
    json.getJsonArray(ROLES).forEach(role -> roles.add((String) role));
    return new User(
        json.getString(SUBJECT),
        json.getString(NAME),
        roles,
        json.getString(EMAIL),
        Grants.read(json.getJsonObject(QUOTES)),
        time(json, ISSUED),
        time(json, EXPIRES));
  }

  private static Instant time(JsonObject json, String name) {
    return Instant.ofEpochSecond(json.getLong(name));
  }
}
