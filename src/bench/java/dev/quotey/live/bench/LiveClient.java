package dev.quotey.live.bench;

import dev.quotey.live.bench.Frames.Commit;
import dev.quotey.live.bench.Frames.Frame;
import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonString;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Submission;
import dev.quotey.live.protocol.OperationForm;
import dev.quotey.live.protocol.VertxJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An editor without a page: docs/PROTOCOL.md over the raw WebSocket, on the same replica as the
 * browser's. All calls and callbacks are on one event loop.
 */
public final class LiveClient {
  /** Rejections after which a submission is sent again. */
  private static final Set<String> COME_BACK =
      Set.of("RETRY", "STALE_REVISION", "NOT_JOINED", "OVERLOADED");

  private static final long RETRY_MILLIS = 200;
  private static final long REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final long PING_MILLIS = 1_000;

  /** A connection over which nothing comes for that long is given up: each ping is answered. */
  private static final long SILENCE_MILLIS = 3_000;

  private static final long ARRIVE_MILLIS = 2_000;
  private static final String PING = "{\"type\":\"ping\"}";

  private final Vertx vertx;
  private final Network network;
  private final int port;
  private final String token;
  private final String quoteId;
  private final ClientId clientId;
  private final Frames frames;
  private final Map<String, Long> refusals = new TreeMap<>();
  private final Requests requests = new Requests();
  private final Promise<Void> firstJoin = Promise.promise();
  private Optional<WebSocket> socket = Optional.empty();
  private Optional<Replica> replica = Optional.empty();
  private String sessionId = "";
  private boolean live;
  private boolean joining;
  private long heardNanos;
  private boolean closed;
  private long cursorsSeen;
  private Awaited awaited = new Awaited(0, 0);
  private Consumer<Commit> onCommitted = commit -> {};

  /** A revision that was answered, and when. */
  private record Awaited(long revision, long nanos) {}

  public LiveClient(Vertx vertx, int port, String token, String quoteId, String clientId) {
    this(Network.of(vertx), new Frames(), port, token, quoteId, clientId);
  }

  /** @param frames of the clients of this quote on the same event loop */
  LiveClient(
      Network network, Frames frames, int port, String token, String quoteId, String clientId) {
    this.network = network;
    this.vertx = network.vertx();
    this.frames = frames;
    this.port = port;
    this.token = token;
    this.quoteId = quoteId;
    this.clientId = new ClientId(clientId);
  }

  /** Called for every commit, in the order of revisions, the client's own included. */
  public void onCommitted(Consumer<Commit> handler) {
    onCommitted = handler;
  }

  /** Done when the document is there. Lost connections are made again, until {@link #close}. */
  public Future<Void> open() {
    connect();
    return firstJoin.future();
  }

  /** How often which code refused an edit for good. */
  Map<String, Long> refusals() {
    return refusals;
  }

  public void close() {
    closed = true;
    socket.ifPresent(WebSocket::close);
  }

  /** After {@link #close}: connects again, and gets what it has missed. */
  void comeBack() {
    closed = false;
    connect();
  }

  /** Tells the others where the cursor is. */
  void moveCursor(Path path, int offset) {
    JsonMap cursor = with("path", path.toString()).with("offset", JsonNumber.of(offset));
    JsonMap presence = with("client_id", clientId.value())
        .with("status", new JsonString("active"))
        .with("cursor", cursor)
        .with("revision", JsonNumber.of(revision()));
    send("send", "session." + sessionId + ".presence", presence, "");
  }

  /** Updates of others' cursors that came. */
  long cursorsSeen() {
    return cursorsSeen;
  }

  public String clientId() {
    return clientId.value();
  }

  /** The document as this client sees it. Only after {@link #open} is done. */
  public JsonValue document() {
    return replica.orElseThrow().document();
  }

  public long revision() {
    return replica.orElseThrow().revision();
  }

  public boolean hasPending() {
    return replica.orElseThrow().hasPending();
  }

  @Override
  public String toString() {
    return clientId + " of " + quoteId + (socket.isPresent() ? "" : ", not connected")
        + (live ? ", live" : "") + (joining ? ", joining" : "") + ", at revision "
        + replica.map(Replica::revision).orElse(-1L) + ", in flight "
        + replica.flatMap(Replica::inFlight);
  }

  /** Edits here, and sends as soon as nothing is in flight. */
  public void edit(Change change) {
    replica.orElseThrow().edit(change);
    submitNext();
  }

  private void connect() {
    network
        .sockets()
        .connect(port, "127.0.0.1", "/eventbus/websocket")
        .timeout(SILENCE_MILLIS, TimeUnit.MILLISECONDS)
        .compose(this::opened)
        .onFailure(fault -> reconnect());
  }

  private Future<Void> opened(WebSocket opened) {
    socket = Optional.of(opened);
    heardNanos = System.nanoTime();
    long pings = vertx.setPeriodic(PING_MILLIS, timer -> ping(opened));
    // Whole messages: a large one comes in several frames.
    opened.binaryMessageHandler(bytes -> receive(bytes.toString()));
    opened.textMessageHandler(this::receive);
    opened.closeHandler(closing -> {
      vertx.cancelTimer(pings);
      if (socket.filter(opened::equals).isEmpty()) {
        return;
      }
      socket = Optional.empty();
      live = false;
      lost();
    });
    return ticket()
        .compose(ticket -> request("auth", with("ticket", ticket)))
        .compose(user -> join())
        .recover(fault -> {
          drop(opened);
          return Future.succeededFuture();
        });
  }

  private Future<String> ticket() {
    return network
        .rest()
        .request(HttpMethod.POST, port, "127.0.0.1", "/api/tickets")
        .compose(request -> request
            .putHeader("Authorization", "Bearer " + token)
            .idleTimeout(SILENCE_MILLIS)
            .send())
        .compose(HttpClientResponse::body)
        .map(body -> body.toJsonObject().getString("ticket"));
  }

  private void ping(WebSocket opened) {
    if (isOver(SILENCE_MILLIS, heardNanos)) {
      drop(opened);
      return;
    }
    opened.writeTextMessage(PING);
    requests.failLate(REQUEST_TIMEOUT_MILLIS);
    // What was answered comes as an event, too, unless that was lost.
    if (live && revision() < awaited.revision() && isOver(ARRIVE_MILLIS, awaited.nanos())) {
      rejoin();
    }
  }

  private static boolean isOver(long millis, long sinceNanos) {
    return System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Does not wait for the other side to agree: it may not be there any more. */
  private void drop(WebSocket opened) {
    if (socket.filter(opened::equals).isPresent()) {
      socket = Optional.empty();
      live = false;
      lost();
    }
    opened.close();
  }

  private void lost() {
    requests.failAll();
    reconnect();
  }

  private void reconnect() {
    if (!closed) {
      vertx.setTimer(RETRY_MILLIS, timer -> connect());
    }
  }

  private Future<Void> join() {
    joining = true;
    return joinOnce().onComplete(done -> joining = false);
  }

  private Future<Void> joinOnce() {
    return request("sessions.create", with("quote_id", quoteId)).compose(created -> {
      sessionId = created.getJsonObject("session").getString("session_id");
      send("register", "session." + sessionId + ".events", JsonMap.EMPTY, "");
      return catchUp();
    });
  }

  private Future<Void> catchUp() {
    JsonMap anew = with("client_id", clientId.value());
    JsonMap join = replica
        .map(one -> anew.with("last_revision", JsonNumber.of(one.revision())))
        .orElse(anew);
    return request("session." + sessionId + ".join", join).compose(this::joined);
  }

  private Future<Void> joined(JsonObject reply) {
    if (replica.isEmpty()) {
      JsonObject document = reply.getJsonObject("snapshot").getJsonObject("document");
      replica = Optional.of(new Replica(
          clientId,
          reply.getLong("revision"),
          frames.shared(VertxJson.read(document)),
          reply.getLong("client_seq")));
    } else {
      reply
          .getJsonArray("operations")
          .forEach(commit -> take(Commit.of((JsonMap) VertxJson.read(commit))));
      if (reply.getBoolean("more")) {
        return catchUp();
      }
    }
    live = true;
    replica.get().inFlight().ifPresentOrElse(this::submit, this::submitNext);
    firstJoin.tryComplete();
    return Future.succeededFuture();
  }

  private void submitNext() {
    if (live) {
      replica.orElseThrow().nextSubmission().ifPresent(this::submit);
    }
  }

  private void submit(Submission submission) {
    JsonMap message = with("client_id", clientId.value())
        .with("client_seq", JsonNumber.of(submission.clientSequence()))
        .with("parent_op_id", new JsonString(sessionId + ":" + submission.baseRevision()))
        .with("operations", OperationForm.write(submission.change()));
    request("session." + sessionId + ".submit", message)
        .onSuccess(reply -> {
          // Any other answer says the same as the commit that comes to everybody.
          if ("rejected".equals(reply.getString("status"))) {
            rejected(reply.getJsonObject("error").getString("code"));
          } else {
            awaited = new Awaited(reply.getLong("revision"), System.nanoTime());
          }
        })
        .onFailure(fault -> rejoin());
  }

  private void rejected(String code) {
    if (COME_BACK.contains(code)) {
      rejoin();
    } else {
      refusals.merge(code, 1L, Long::sum);
      replica.orElseThrow().onRejected();
      submitNext();
    }
  }

  /** Joining again settles whatever is unclear; where it fails, a new connection. */
  private void rejoin() {
    live = false;
    if (!joining) {
      socket.ifPresent(open ->
          join().onFailure(fault -> vertx.setTimer(RETRY_MILLIS, timer -> drop(open))));
    }
  }

  private void receive(String text) {
    heardNanos = System.nanoTime();
    Frame frame = frames.read(text);
    Optional<Promise<JsonObject>> request = requests.take(frame.address());
    if (request.isPresent()) {
      answered(request.get(), frame, text);
    } else if (live && frame.body() instanceof JsonMap event) {
      event(frame, event);
    }
  }

  private static void answered(Promise<JsonObject> request, Frame frame, String text) {
    if (frame.body() instanceof JsonMap reply && (!reply.has("error") || reply.has("status"))) {
      request.tryComplete(VertxJson.write(reply));
    } else {
      request.tryFail(text);
    }
  }

  private void event(Frame frame, JsonMap event) {
    switch (event.string("type").orElse("")) {
      case "committed" -> take(frame.commit());
      case "presence" ->
        cursorsSeen += ((JsonList) event.get("updates").orElse(JsonList.EMPTY)).size();
      case "resync" -> rejoin();
      default -> {}
    }
  }

  private void take(Commit commit) {
    Replica mine = replica.orElseThrow();
    if (commit.revision() <= mine.revision()) {
      return;
    }
    if (commit.revision() > mine.revision() + 1) {
      rejoin();
      return;
    }
    mine.onCommitted(commit.revision(), commit.author(), commit.sequence(), commit.change());
    onCommitted.accept(commit);
    if (commit.author().equals(clientId)) {
      submitNext();
    }
  }

  private static JsonMap with(String name, String value) {
    return JsonMap.EMPTY.with(name, new JsonString(value));
  }

  private Future<JsonObject> request(String address, JsonMap body) {
    String reply = requests.add();
    Future<JsonObject> answer = requests.answer(reply);
    send("send", address, body, reply);
    return answer;
  }

  private void send(String type, String address, JsonMap body, String reply) {
    JsonMap envelope = with("type", type)
        .with("address", new JsonString(address))
        .with("headers", JsonMap.EMPTY)
        .with("body", body);
    JsonMap message =
        reply.isEmpty() ? envelope : envelope.with("replyAddress", new JsonString(reply));
    socket.ifPresent(open -> open.writeTextMessage(JsonText.write(message)));
  }
}
