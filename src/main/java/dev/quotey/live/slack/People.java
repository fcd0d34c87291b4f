package dev.quotey.live.slack;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.OutboxMessage.FindPerson;
import dev.quotey.live.protocol.OutboxMessage.Known;
import dev.quotey.live.protocol.Rights;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which user somebody in Slack is: because the user has said so, or because the host system knows the
 * address that Slack has verified. A name shows nothing. Nobody gets a role by way of Slack.
 */
final class People {
  private static final String USER = "user";

  private static final long TIMEOUT_MILLIS = 5_000;

  /** For so long the address of a member is taken for true: who presses much is asked for once. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Courier courier;
  private final Map<String, Email> emails = new HashMap<>();

  private record Email(String address, long sinceNanos) {}

  /**
   * A user who has come by way of Slack.
   *
   * @param grants of the newest token that the user has shown
   */
  record Person(String userId, String name, Grants grants) {}

  People(Vertx vertx, Courier courier) {
    this.vertx = vertx;
    this.courier = courier;
  }

  /** Empty where nobody knows. On a virtual thread. */
  Optional<Person> find(String slackUser) {
    return known(slackUser, "").or(() -> {
      String email = kept(slackUser);
      return email.isEmpty() ? Optional.empty() : known(slackUser, email);
    });
  }

  private String kept(String slackUser) {
    long now = System.nanoTime();
    emails.values().removeIf(one -> now - one.sinceNanos() > KEPT.toNanos());
    Email there = emails.get(slackUser);
    if (there == null) {
      there = new Email(email(slackUser), now);
      emails.put(slackUser, there);
    }
    return there.address();
  }

  private Optional<Person> known(String slackUser, String email) {
    return Courier.await(Bus.outbox(vertx, new FindPerson(slackUser, email))) instanceof Known known
        ? Optional.of(new Person(known.userId(), known.name(), known.grants()))
        : Optional.empty();
  }

  /** The user with the rights in a quote. On a virtual thread. */
  Identity at(QuoteId quote, Person person) {
    AskRights question = new AskRights(person.userId(), Set.of(), person.grants(), quote);
    Rights rights =
        Courier.await(Bus.<Rights>request(vertx, Address.ACCESS, question, TIMEOUT_MILLIS));
    return new Identity(person.userId(), person.name(), "", Set.of(), rights);
  }

  /** The verified address of a member of this workspace; empty for bots, strangers, and those gone. */
  private String email(String slackUser) {
    Outcome outcome = courier.call(SlackApi.USER, "", new JsonObject().put(USER, slackUser));
    if (outcome instanceof Outcome.Limited || outcome instanceof Outcome.Unclear) {
      // To say that nobody knows whom the address shows would be wrong; it is asked again.
      throw new IllegalStateException("not asked who it is: " + outcome);
    }
    if (!(outcome instanceof Outcome.Done done)) {
      return "";
    }
    JsonObject user = done.body().getJsonObject(USER, new JsonObject());
    boolean member = !user.getBoolean("deleted", false)
        && !user.getBoolean("is_bot", false)
        && !user.getBoolean("is_stranger", false)
        && user.getBoolean("is_email_confirmed", true);
    return member
        ? Optional.ofNullable(user.getJsonObject("profile", new JsonObject()).getString("email"))
            .orElse("")
        : "";
  }
}
