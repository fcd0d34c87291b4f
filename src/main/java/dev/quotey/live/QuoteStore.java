package dev.quotey.live;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.PriceBook;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.persistence.DatabaseRole;
import dev.quotey.live.persistence.Migrator;
import dev.quotey.live.persistence.PersistenceVerticle;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Checkpoint;
import dev.quotey.live.protocol.CommandForm;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.Identity;
import dev.quotey.live.protocol.Letter;
import dev.quotey.live.protocol.LogVerifier;
import dev.quotey.live.protocol.PersistenceMessage.AuditTrail;
import dev.quotey.live.protocol.PersistenceMessage.Changes;
import dev.quotey.live.protocol.PersistenceMessage.CreateQuote;
import dev.quotey.live.protocol.PersistenceMessage.Done;
import dev.quotey.live.protocol.PersistenceMessage.HoldSession;
import dev.quotey.live.protocol.PersistenceMessage.ListSessions;
import dev.quotey.live.protocol.PersistenceMessage.LoadSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadAudit;
import dev.quotey.live.protocol.PersistenceMessage.ReadChanges;
import dev.quotey.live.protocol.PersistenceMessage.ReadQuote;
import dev.quotey.live.protocol.PersistenceMessage.ReadSession;
import dev.quotey.live.protocol.PersistenceMessage.ReadSnapshots;
import dev.quotey.live.protocol.PersistenceMessage.Reply;
import dev.quotey.live.protocol.PersistenceMessage.Request;
import dev.quotey.live.protocol.PersistenceMessage.SessionIds;
import dev.quotey.live.protocol.PersistenceMessage.SessionLoaded;
import dev.quotey.live.protocol.PersistenceMessage.SessionRecord;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import dev.quotey.live.protocol.PersistenceMessage.Snapshots;
import dev.quotey.live.protocol.PersistenceMessage.StoredQuote;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.SessionForm;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.Placing;
import dev.quotey.live.protocol.SessionMessage.RunSession;
import dev.quotey.live.protocol.SessionSettings;
import dev.quotey.live.session.SessionHostVerticle;
import dev.quotey.live.tracing.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The quotes, for a command that is no server. Blocks.
 */
final class QuoteStore implements AutoCloseable {
  private static final long TIMEOUT_MILLIS = 30_000;

  /** Changes that are read at a time. */
  private static final int PAGE = 5_000;

  /** If the command is killed, the quote cannot be edited for so long. */
  private static final Duration HOLD = Duration.ofSeconds(5);

  /** How often a quote is taken from a server whose people edit it. */
  private static final int ATTEMPTS = 20;

  private static final Set<String> TAKEN_BACK = Set.of("RETRY", "UNAVAILABLE");
  private static final Identity IMPORTER =
      new Identity("import", "Import", "", Set.of(), Rights.ALL);

  private static final String NODE = "import";

  private final Vertx vertx = Vertx.vertx();
  private final CommandDatabase database;
  private final String auditKey;
  private final SessionSettings sessions;

  /** What a check of a log came to. */
  record Verification(long revisions, int checkpoints, Optional<LogVerifier.Fault> fault) {}

  private QuoteStore(CommandDatabase database, AppConfig config) {
    this.database = database;
    this.auditKey = config.auditKey();
    this.sessions = config.sessions();
  }

  /**
   * Brings the schema to this version, too. Throws {@link StartupException}.
   *
   * @param steps hears of each migration that this needs
   */
  static QuoteStore open(AppConfig config, Migrator.Listener steps) {
    QuoteStore store = new QuoteStore(CommandDatabase.open(config.database()), config);
    try {
      if (config.database().migrate()) {
        Migrator.migrate(store.database.owner(), steps);
      }
      store.connect(DatabaseRole.APPLICATION);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Only reads, as whoever checks the logs: what this is asked to write is refused by the database.
   * Throws {@link StartupException}.
   */
  static QuoteStore openToRead(AppConfig config) {
    QuoteStore store = new QuoteStore(CommandDatabase.open(config.database()), config);
    try {
      store.connect(DatabaseRole.AUDIT);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw new StartupException(
          "The database " + store.database.location() + " cannot be read as the audit does: "
              + e.getMessage() + ".",
          e);
    }
  }

  private void connect(DatabaseRole role) {
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    Bus.install(vertx);
    Server.await(vertx.deployVerticle(new PersistenceVerticle(
        database.location(), role, 1, auditKey, Meters.unread().database())));
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
    return Optional.of(session.document());
  }

  List<SessionId> sessions() {
    return ((SessionIds) ask(new ListSessions())).sessionIds();
  }

  /** The session's document at a revision, or at its newest where it has fewer. */
  Optional<JsonValue> replay(SessionId id, long revision, Progress progress) {
    if (!(ask(new ReadSession(id)) instanceof SessionRecord record)) {
      return Optional.empty();
    }
    JsonValue document = snapshots(id).getFirst().document();
    StoredLog log = log(id, Math.min(revision, record.revision()), progress);
    while (log.hasNext()) {
      document = Ot.apply(document, log.next().change().committed());
    }
    return Optional.of(document);
  }

  /** Recomputes a session's log; empty when there is no such session. */
  Optional<Verification> verify(SessionId id, Progress progress) {
    // Before the log's end is known: a checkpoint signed meanwhile would be taken for one past it.
    List<Checkpoint> checkpoints = ((AuditTrail) ask(new ReadAudit(id)))
        .steps().stream()
            .map(step -> Checkpoint.parse(step.reason()))
            .flatMap(Optional::stream)
            .toList();
    if (!(ask(new ReadSession(id)) instanceof SessionRecord record)) {
      return Optional.empty();
    }
    LogVerifier verifier =
        new LogVerifier(id, record.session().quoteId(), snapshots(id), checkpoints, auditKey);
    StoredLog log = log(id, record.revision(), progress);
    Optional<LogVerifier.Fault> fault = verifier.verify(() -> log);
    return Optional.of(new Verification(log.revision(), checkpoints.size(), fault));
  }

  private List<Snapshot> snapshots(SessionId id) {
    return ((Snapshots) ask(new ReadSnapshots(id))).snapshots();
  }

  private StoredLog log(SessionId id, long last, Progress progress) {
    return new StoredLog(
        from -> ((Changes) ask(new ReadChanges(id, from, PAGE))).changes(), last, progress);
  }

  /**
   * Stores a new quote, or makes one that is there into this one by a change in its log, past whoever
   * edits it now. Returns why it was not stored, if it was not.
   *
   * @param progress hears of each attempt to take the quote from whoever edits it
   */
  Optional<String> write(QuoteId id, JsonMap document, Progress progress) {
    if (ask(new CreateQuote(id, document)) instanceof Done) {
      return Optional.empty();
    }
    String host = Server.await(vertx.deployVerticle(new SessionHostVerticle(
        sessions,
        PriceBook.EMPTY,
        NODE,
        Clock.systemUTC(),
        Meters.unread().sessions(),
        Traces.OFF)));
    Optional<String> refused = Optional.empty();
    for (int i = 0; i < ATTEMPTS; i++) {
      // Its people ask for it at once, and their server would take it back before this is done.
      ask(new HoldSession(id, NODE, HOLD));
      JsonObject reply = replace(id, document);
      refused = SessionForm.errorMessage(reply);
      if (!TAKEN_BACK.contains(SessionForm.errorCode(reply))) {
        break;
      }
      progress.at(i + 1L, ATTEMPTS);
    }
    // Its last snapshot is kept before somebody else may take it.
    Server.await(vertx.undeploy(host));
    ask(new HoldSession(id, NODE, Duration.ZERO));
    return refused;
  }

  /** Where the session is opened for this alone, a server may take it before it can be held. */
  private JsonObject replace(QuoteId id, JsonMap document) {
    try {
      RunSession run = new RunSession(id, IMPORTER.userId());
      Placing placing =
          Server.await(Bus.request(vertx, Address.sessionHost(NODE), run, TIMEOUT_MILLIS));
      if (!(placing instanceof Placed placed)) {
        return SessionForm.error("QUOTE_NOT_FOUND", "the quote is not there any more");
      }
      SessionId session = placed.opened().sessionId();
      JsonObject reply =
          tell(session, Door.REPLACE, CommandForm.replacement(document, Optional.empty()));
      if (placed.opened().ownerEpoch() == 1) {
        // Nobody else has opened it; it was there for this alone.
        tell(session, Door.CLOSE, CommandForm.closing("imported"));
      }
      return reply;
    } catch (ReplyException e) {
      return SessionForm.error("RETRY", "people edit the quote, and their server keeps it");
    }
  }

  private JsonObject tell(SessionId session, Door door, JsonObject body) {
    Letter letter = new Letter(session, door, body, IMPORTER);
    // By the host, which answers also for a session that ends before it has.
    return Server.await(letter.ask(vertx, Address.sessionHost(NODE), TIMEOUT_MILLIS));
  }

  private Reply ask(Request request) {
    return Server.await(Bus.request(vertx, Address.PERSISTENCE, request, TIMEOUT_MILLIS));
  }

  @Override
  public void close() {
    try {
      Server.await(vertx.close());
    } finally {
      database.close();
    }
  }
}
