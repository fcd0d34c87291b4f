package dev.quotey.live.protocol;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.PersistenceMessage.SessionOpened;
import dev.quotey.live.protocol.SessionMessage.Beat;
import dev.quotey.live.protocol.SessionMessage.Claims;
import dev.quotey.live.protocol.SessionMessage.MoveSession;
import dev.quotey.live.protocol.SessionMessage.PlaceSession;
import dev.quotey.live.protocol.SessionMessage.Placed;
import dev.quotey.live.protocol.SessionMessage.ReadClaims;
import dev.quotey.live.protocol.SessionMessage.RunSession;
import dev.quotey.live.protocol.SessionMessage.SessionMoved;
import dev.quotey.live.protocol.SessionMessage.State;
import dev.quotey.live.protocol.SessionMessage.Unplaced;
import dev.quotey.live.protocol.SlackMessage.News;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The JSON of what nodes say to one another. All other records stay on their node. */
final class NodeForm {
  private static final String TYPE = "type";
  private static final String RUN = "run";
  private static final String PLACE = "place";
  private static final String MOVE = "move";
  private static final String PLACED = "placed";
  private static final String UNPLACED = "unplaced";
  private static final String READ_CLAIMS = "read_claims";
  private static final String CLAIMS = "claims";
  private static final String MOVED = "moved";
  private static final String BEAT = "beat";
  private static final String SESSION_ID = "session_id";
  private static final String QUOTE_ID = "quote_id";
  private static final String USER_ID = "user_id";
  private static final String OWNER_EPOCH = "owner_epoch";
  private static final String CREATED_AT = "created_at";
  private static final String LAST_ACTIVITY = "last_activity";
  private static final String NODE = "node";
  private static final String HOST = "host";
  private static final String STATE = "state";
  private static final String CODE = "code";
  private static final String MESSAGE = "message";
  private static final String LOAD = "load";
  private static final String HOSTING = "hosting";
  private static final String UNHEARD = "unheard";
  private static final String NEWS = "news";
  private static final String SESSION_IDS = "session_ids";
  private static final String LETTER = "letter";
  private static final String DOOR = "door";
  private static final String BODY = "body";
  private static final String FROM = "from";
  private static final String TRACE = "trace";
  private static final String MADE_AT = "made_at";
  private static final String URGENT = "urgent";

  private NodeForm() {}

  static JsonObject write(BusMessage message) {
    return switch (message) {
      case Letter letter -> letter(letter);
      case RunSession run -> asked(RUN, run.quoteId(), run.userId());
      case PlaceSession place -> asked(PLACE, place.quoteId(), place.userId());
      case MoveSession move -> asked(MOVE, move.quoteId(), move.userId()).put(HOST, move.host());
      case Placed placed -> placed(placed);
      case Unplaced unplaced ->
        typed(UNPLACED).put(CODE, unplaced.code()).put(MESSAGE, unplaced.message());
      case ReadClaims ignored -> typed(READ_CLAIMS);
      case Claims claims ->
        typed(CLAIMS)
            .put(
                CLAIMS,
                new JsonArray(claims.placed().stream().map(NodeForm::placed).toList()));
      case SessionMoved moved ->
        placed(moved.placed()).put(TYPE, MOVED).put(STATE, moved.state().name());
      case Beat beat ->
        typed(BEAT)
            .put(NODE, beat.node())
            .put(LOAD, beat.load())
            .put(HOSTING, beat.hosting())
            .put(UNHEARD, new JsonArray(List.copyOf(beat.unheard())));
      case News news ->
        typed(NEWS)
            .put(URGENT, news.urgent())
            .put(
                SESSION_IDS,
                new JsonArray(news.sessionIds().stream().map(SessionId::value).toList()));
      default -> throw new IllegalArgumentException("stays on its node: " + message.getClass());
    };
  }

  /** What is not known of its origin is left out, as by a node that knows of none. */
  private static JsonObject letter(Letter letter) {
    JsonObject json = typed(LETTER)
        .put(SESSION_ID, letter.session().value())
        .put(DOOR, letter.door().name())
        .put(FROM, letter.from().write())
        .put(BODY, letter.body());
    Origin origin = letter.origin();
    if (!origin.trace().isEmpty()) {
      json.put(TRACE, origin.trace());
    }
    origin.made().ifPresent(made -> json.put(MADE_AT, made.toString()));
    return json;
  }

  static BusMessage read(JsonObject json) {
    return switch (json.getString(TYPE)) {
      case LETTER ->
        new Letter(
            new SessionId(json.getString(SESSION_ID)),
            Door.valueOf(json.getString(DOOR)),
            json.getJsonObject(BODY),
            Identity.read(json.getJsonObject(FROM)),
            new Origin(
                json.getString(TRACE, ""),
                Optional.ofNullable(json.getString(MADE_AT)).map(Instant::parse)));
      case RUN -> new RunSession(quote(json), json.getString(USER_ID));
      case PLACE -> new PlaceSession(quote(json), json.getString(USER_ID));
      case MOVE -> new MoveSession(quote(json), json.getString(USER_ID), json.getString(HOST));
      case PLACED -> readPlaced(json);
      case UNPLACED -> new Unplaced(json.getString(CODE), json.getString(MESSAGE));
      case READ_CLAIMS -> new ReadClaims();
      case CLAIMS ->
        new Claims(json.getJsonArray(CLAIMS).stream()
            .map(one -> readPlaced((JsonObject) one))
            .toList());
      case MOVED -> new SessionMoved(readPlaced(json), State.valueOf(json.getString(STATE)));
      case BEAT -> {
        TreeSet<String> unheard = new TreeSet<>();
        json.getJsonArray(UNHEARD).forEach(node -> unheard.add((String) node));
        yield new Beat(json.getString(NODE), json.getLong(LOAD), json.getBoolean(HOSTING), unheard);
      }
      case NEWS -> {
        Set<SessionId> sessions = new HashSet<>();
        json.getJsonArray(SESSION_IDS).forEach(id -> sessions.add(new SessionId((String) id)));
        yield new News(sessions, json.getBoolean(URGENT));
      }
      default -> throw new IllegalArgumentException("unknown: " + json.getString(TYPE));
    };
  }

  private static JsonObject typed(String type) {
    return new JsonObject().put(TYPE, type);
  }

  private static JsonObject asked(String type, QuoteId quote, String user) {
    return typed(type).put(QUOTE_ID, quote.value()).put(USER_ID, user);
  }

  private static QuoteId quote(JsonObject json) {
    return new QuoteId(json.getString(QUOTE_ID));
  }

  private static JsonObject placed(Placed placed) {
    SessionOpened opened = placed.opened();
    return typed(PLACED)
        .put(SESSION_ID, opened.sessionId().value())
        .put(QUOTE_ID, opened.quoteId().value())
        .put(OWNER_EPOCH, opened.ownerEpoch())
        .put(CREATED_AT, opened.createdAt().toString())
        .put(LAST_ACTIVITY, opened.lastActivity().toString())
        .put(NODE, placed.node());
  }

  private static Placed readPlaced(JsonObject json) {
    return new Placed(
        new SessionOpened(
            new SessionId(json.getString(SESSION_ID)),
            quote(json),
            json.getLong(OWNER_EPOCH),
            Instant.parse(json.getString(CREATED_AT)),
            Instant.parse(json.getString(LAST_ACTIVITY))),
        json.getString(NODE));
  }
}
