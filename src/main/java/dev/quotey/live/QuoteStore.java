package dev.quotey.live;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.persistence.DatabaseLocation;
import dev.quotey.live.persistence.EmbeddedDatabase;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.PersistenceVerticle;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.Refused;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.PersistenceMessage.WriteQuote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The quotes, for a command that is no server. It works beside a server on the same database, and
 * runs an embedded database itself only where nobody does. Blocks.
 */
final class QuoteStore implements AutoCloseable {
  private static final long TIMEOUT_MILLIS = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final Optional<EmbeddedDatabase> own;

  private int migrations;

  private QuoteStore(Optional<EmbeddedDatabase> own) {
    this.own = own;
  }

  /** Brings the schema to this version, too. Throws {@link StartupException}. */
  static QuoteStore open(AppConfig.Database database) {
    Optional<DatabaseLocation> running = database.embedded()
        ? EmbeddedDatabase.running(database.dataDirectory())
        : Optional.of(location(database));
    Optional<EmbeddedDatabase> own = running.isPresent()
        ? Optional.empty()
        : Optional.of(EmbeddedDatabase.start(database.dataDirectory()));
    QuoteStore store = new QuoteStore(own);
    try {
      DatabaseLocation location =
          running.or(() -> own.map(EmbeddedDatabase::location)).get();
      store.migrations = Migrator.migrate(location);
      Bus.install(store.vertx);
      store.await(store.vertx.deployVerticle(new PersistenceVerticle(location, 1)));
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  static DatabaseLocation location(AppConfig.Database database) {
    return new DatabaseLocation(
        database.host(), database.port(), database.name(), database.user(), database.password());
  }

  /** How many migrations brought the schema to this version; 0 when it was there already. */
  int migrations() {
    return migrations;
  }

  /** The quote with all that is in the log of its session, or empty when there is no such quote. */
  Optional<JsonValue> read(QuoteId id) {
    if (!(ask(new ReadQuote(id)) instanceof StoredQuote stored)) {
      return Optional.empty();
    }
    if (stored.sessionId().isEmpty()
        || !(ask(new LoadSession(stored.sessionId().get())) instanceof SessionLoaded session)) {
      return Optional.of(stored.document());
    }
    JsonValue document = session.snapshot();
    for (LoggedChange logged : session.tail()) {
      document = Ot.apply(document, logged.change().committed());
    }
    return Optional.of(document);
  }

  /** Returns why the quote was not stored, if it was not. */
  Optional<Refused> write(QuoteId id, JsonValue document) {
    return ask(new WriteQuote(id, document)) instanceof Refused refused
        ? Optional.of(refused)
        : Optional.empty();
  }

  private Reply ask(Request request) {
    return await(Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS));
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } finally {
      own.ifPresent(EmbeddedDatabase::close);
    }
  }
}
