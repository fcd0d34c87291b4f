package dev.quotey.live.protocol;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A link for one person. It lets nobody in: whoever opens it signs in as always, and it counts for the
 * one it was made for alone.
 *
 * @param subject what it is about: a quote's id, or somebody in Slack
 * @param person whom it is for: a user's id, or the name that somebody has in Slack
 */
public record SignedLink(Purpose purpose, String subject, String person, Instant expiresAt) {
  private static final String USE = "link";
  private static final String PURPOSE = "for";
  private static final String SUBJECT = "subject";
  private static final String PERSON = "person";
  private static final String EXPIRES = "exp";

  /** What a link is for. */
  public enum Purpose {
    /** To open a quote. */
    JOIN,
    /** To say which user somebody in Slack is. */
    LINK
  }

  /** The link's text, fit for an address. */
  public String sign(String key) {
    JsonObject json = new JsonObject()
        .put(PURPOSE, purpose.name())
        .put(SUBJECT, subject)
        .put(PERSON, person)
        .put(EXPIRES, expiresAt.getEpochSecond());
    return SignedText.sign(json, USE, key);
  }

  /** What the text says; empty where it is forged, mutilated, or for something else. */
  public static Optional<SignedLink> read(String text, Purpose purpose, String key) {
    return SignedText.read(text, USE, key)
        .map(json -> new SignedLink(
            Purpose.valueOf(json.getString(PURPOSE)),
            json.getString(SUBJECT),
            json.getString(PERSON),
            Instant.ofEpochSecond(json.getLong(EXPIRES))))
        .filter(link -> link.purpose() == purpose);
  }
}
