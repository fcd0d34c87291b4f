package dev.quotey.live.access;

import dev.quotey.live.config.StartupException;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.QuotePattern;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of grants, {@code [{"user":"ana","quotes":"Q-*","access":"editor"}]}: each is for one user, for
 * those of a {@code role}, or with neither for everybody who has a token. They add up. What is wrong
 * in a changed file is logged, and the grants stay as they were.
 */
final class GrantsFile implements Authoriser {
  private static final Logger LOG = LoggerFactory.getLogger(GrantsFile.class);

  private final Path file;
  private List<Grant> grants = List.of();

  /** What was looked at last, right or wrong. */
  private String text = "";

  private record Grant(String user, String role, String quotes, Level level) {
    boolean isFor(AskRights asked) {
      return (user.isEmpty() || user.equals(asked.userId()))
          && (role.isEmpty() || asked.roles().contains(role))
          && QuotePattern.matches(quotes, asked.quoteId());
    }
  }

  private GrantsFile(Path file) {
    this.file = file;
  }

  /** Throws {@link StartupException} where the file is missing or wrong now. */
  static GrantsFile watch(Vertx vertx, String file, Duration reload) {
    GrantsFile watched = new GrantsFile(Path.of(file));
    try {
      watched.take(Files.readString(watched.file));
    } catch (IOException e) {
      throw new StartupException("The grants " + file + " cannot be read.", e);
    } catch (IllegalArgumentException e) {
      throw new StartupException("The grants " + file + " are wrong: " + e.getMessage() + ".", e);
    }
    vertx.setPeriodic(reload.toMillis(), timer -> watched.look(vertx));
    return watched;
  }

  private void look(Vertx vertx) {
    vertx
        .executeBlocking(() -> Files.readString(file))
        .map(this::take)
        .onFailure(
            fault -> LOG.warn("grants are not taken file={} cause={}", file, fault.getMessage()));
  }

  /** Returns how many there are now. */
  private int take(String newText) {
    if (!newText.equals(text)) {
      text = newText;
      grants = read(newText);
      LOG.info("grants are taken file={} count={}", file, grants.size());
    }
    return grants.size();
  }

  private static List<Grant> read(String text) {
    List<Grant> grants = new ArrayList<>();
    try {
      for (Object one : new JsonArray(text)) {
        JsonObject grant = (JsonObject) one;
        String word = grant.getString("access", "");
        grants.add(new Grant(
            grant.getString("user", ""),
            grant.getString("role", ""),
            Objects.requireNonNull(grant.getString("quotes"), "a grant has no quotes"),
            Level.of(word)
                .orElseThrow(() -> new IllegalArgumentException("no access is " + word))));
      }
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("it is no list of grants", e);
    }
    return grants;
  }

  @Override
  public Future<Level> level(AskRights asked) {
    return Future.succeededFuture(grants.stream()
        .filter(grant -> grant.isFor(asked))
        .map(Grant::level)
        .max(Level::compareTo)
        .orElse(Level.NONE));
  }
}
