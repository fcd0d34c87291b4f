package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.DeserializationFeature;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A hundred thousand messages that want the server to fail, beside somebody who works. */
class HostileIT {
  private static final String QUOTE = "Q-1001";
  private static final JsonObject NOTHING = new JsonObject();
  private static final int SOCKETS = 6;
  private static final int MESSAGES_PER_SOCKET = 15_600;
  private static final int BATCH = 30;
  private static final int CALLERS = 4;
  private static final int CALLS_PER_CALLER = 1_600;
  private static final int OVERSIZED_EACH = 3_000;
  private static final int OVERSIZED_CALL_EACH = 200;
  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
  private static final long HEAP_MORE_BYTES = 32L * 1024 * 1024;

  private static final String[] CONTENT_TYPES = {
    "application/json", "text/csv", "text/plain", "a/b;c=d", "application/xml"
  };
  private static final String[] FORGED_IDS = {
    "s_none", "%00", "..%2f..%2fetc%2fpasswd", "%ed%a0%80", "%27%3B--", "x".repeat(300)
  };

  /** What is nobody's business outside. */
  private static final Pattern INTERNAL = Pattern.compile(
      "Exception|\\bat [a-z]+\\.|java\\.|io\\.vertx|dev\\.quotey|com\\.fasterxml|netty|SELECT |INSERT "
          + "|\\$\\{|<script|postgres|Caused by");

  private static final Pattern CODE = Pattern.compile("\"(?:code|body)\":\"([A-Z_]+)\"");

  @TempDir
  Path folder;

  private final long seed = Long.getLong("hostile.seed", System.nanoTime());
  private final Vertx vertx = Vertx.vertx();

  /** One that nobody refers to is closed, and its sockets with it. */
  private final WebSocketClient sockets = vertx.createWebSocketClient(
      new WebSocketClientOptions().setMaxConnections(100).setMaxMessageSize(MESSAGE_BYTES_MAX));

  /** SockJS closes a session with the stream that has opened it, which in HTTP/2 is each request. */
  private final HttpClient http = client();

  private final Set<String> leaks = new ConcurrentSkipListSet<>();
  private final Map<String, Integer> codes = new ConcurrentSkipListMap<>();
  private final Set<String> faults = new ConcurrentSkipListSet<>();
  private final AtomicInteger polled = new AtomicInteger();
  private final AtomicInteger messages = new AtomicInteger();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private LocalServer server;
  private String session;
  private String otherSession;

  @Test
  @DisplayName(
      "[HC1] 100,000 hostile messages have no effect, no answer of theirs tells anything of the"
          + " inside, nothing fails, and somebody else goes on working")
  void hostile() throws Exception {
    System.out.println("hostile.seed=" + seed);
    DatabindCodec.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    try (LocalServer started = LocalServer.start(folder, Map.of());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      server = started;
      try (BusSocket honest = BusSocket.open(vertx, server.port(), server.token("ana"))) {
        session = honest.join(QUOTE, "c_honest");
        otherSession = honest.join("Q-1002", "c_elsewhere");
        JsonObject before = document();
        long heap = heap();
        long start = System.nanoTime();
        List<Future<Integer>> attacks = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
          Random random = new Random(seed + i);
          String user = i % 2 == 0 ? "ben" : "cleo";
          String client = "c_hostile" + i;
          attacks.add(threads.submit(() -> attack(random, user, client)));
        }
        for (int i = 0; i < CALLERS; i++) {
          Random random = new Random(seed + SOCKETS + i);
          attacks.add(threads.submit(() -> call(random)));
        }
        int edits = 0;
        long revision = 0;
        while (attacks.stream().anyMatch(attack -> !attack.isDone())) {
          edits++;
          JsonObject result = honest.submit(
              session, "c_honest", edits, revision, BusSocket.set("/customer", "Honest " + edits));
          assertThat(result.getString("status")).as(result.encode()).isEqualTo("committed");
          revision = result.getLong("revision");
        }
        for (Future<Integer> attack : attacks) {
          messages.addAndGet(attack.get());
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        long more = heap() - heap;
        System.out.println(messages + " messages in " + seconds + " s, " + edits
            + " honest edits meanwhile, heap " + more / 1024 + " kB more");
        System.out.println("answers: " + codes);
        // They got as far as each of what refuses them.
        assertThat(codes)
            .containsKeys(
                "MALFORMED_MESSAGE",
                "ACCESS_DENIED",
                "NOT_JOINED",
                "CLIENT_ID_TAKEN",
                "FUTURE_REVISION",
                "MALFORMED_OPERATION",
                "MALFORMED_PATH",
                "NO_SUCH_PATH",
                "TOO_DEEP",
                "INVALID_TICKET",
                "INVALID_TOKEN",
                "ROLE_REQUIRED",
                "TOO_LARGE");
        assertThat(messages.get()).isGreaterThanOrEqualTo(100_000);
        assertThat(document()).isEqualTo(before.copy().put("customer", "Honest " + edits));
        JsonObject participants = honest.request("session." + session + ".participants", NOTHING);
        assertThat(participants.getJsonArray("participants").encode()).contains("\"ana\"");
        assertThat(participants.getLong("revision")).isEqualTo(edits);
        assertThat(leaks).isEmpty();
        assertThat(faults).isEmpty();
        assertThat(more).isLessThan(HEAP_MORE_BYTES);
      }
    } finally {
      root.detachAppender(logged);
      http.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(List.copyOf(logged.list))
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)
            || (event.getThrowableProxy() != null && event.getLevel().isGreaterOrEqual(Level.INFO)))
        .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " "
            + (event.getThrowableProxy() == null
                ? ""
                : event.getThrowableProxy().getMessage()))
        .isEmpty();
  }

  private JsonObject document() throws Exception {
    return new JsonObject(server.get("/api/quotes/" + QUOTE).body());
  }

  /** Sends a batch, then something that is answered, so that what came before has been looked at. */
  private int attack(Random random, String user, String client) throws Exception {
    HostileMessages hostile =
        new HostileMessages(random, session, otherSession, client, "c_honest");
    int sent = 0;
    Attacker attacker = new Attacker(user, client);
    while (sent < MESSAGES_PER_SOCKET) {
      for (int i = 0; i < BATCH; i++) {
        attacker.send(hostile.next());
        sent++;
      }
      if (sent % OVERSIZED_EACH == 0) {
        attacker.send(HostileMessages.oversized());
        attacker.awaitClosed();
        attacker = new Attacker(user, client);
      } else {
        attacker.settle();
      }
    }
    attacker.close();
    return sent;
  }

  /** A socket that has shown a ticket and joined. */
  private final class Attacker {
    private final WebSocket socket;
    private final AtomicInteger settled = new AtomicInteger();
    private volatile String last = "";
    private int asked;

    Attacker(String user, String client) throws Exception {
      socket = sockets
          .connect(server.port(), "127.0.0.1", "/eventbus/websocket")
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      socket.binaryMessageHandler(frame -> {
        String text = frame.toString();
        if (text.contains("\"settled\"")) {
          last = text;
          settled.incrementAndGet();
        } else {
          inspect(text);
        }
      });
      String ticket = BusSocket.ticket(server.port(), server.token(user));
      ask("auth", "{\"ticket\":\"" + ticket + "\"}");
      ask("session." + session + ".join", "{\"client_id\":\"" + client + "\",\"last_revision\":0}");
      assertThat(last).contains("\"participants\"");
    }

    void send(String message) {
      socket.writeTextMessage(message);
    }

    /** It is refused where too much waits, which is an answer, too. */
    void settle() {
      ask("session." + session + ".participants", "{}");
    }

    private void ask(String address, String body) {
      asked++;
      send("{\"type\":\"send\",\"address\":\"" + address
          + "\",\"replyAddress\":\"settled\",\"body\":" + body + "}");
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(() -> settled.get() >= asked || socket.isClosed());
      assertThat(socket.isClosed()).isFalse();
    }

    void awaitClosed() {
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(socket::isClosed);
    }

    void close() {
      socket.close();
    }
  }

  private void inspect(String answer) {
    Matcher code = CODE.matcher(answer);
    if (code.find()) {
      codes.merge(code.group(1), 1, Integer::sum);
    }
    // Events tell what others do; they are no answer.
    if (!answer.contains("\"type\":\"committed\"") && INTERNAL.matcher(answer).find()) {
      leaks.add(answer.substring(0, Math.min(300, answer.length())));
    }
  }

  private int call(Random random) throws Exception {
    HostileMessages hostile =
        new HostileMessages(random, session, otherSession, "c_rest", "c_honest");
    String token = server.token("cleo");
    for (int i = 0; i < CALLS_PER_CALLER; i++) {
      if (i % OVERSIZED_CALL_EACH == 0) {
        callOversized(token);
      }
      String path = i % 20 == 0 ? polling() : path(random, hostile);
      String method = path.endsWith("xhr_send")
          ? "POST"
          : any(random, "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD", "POST");
      String body = random.nextInt(300) == 0
          ? HostileMessages.oversized()
          : random.nextBoolean() ? hostile.value() : hostile.next();
      HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
          .method(method, BodyPublishers.ofString(body))
          .header("Authorization", authorization(random, token))
          .header("Content-Type", any(random, CONTENT_TYPES))
          .header("If-Match", "\"" + random.nextInt() + "\"")
          .header("X-Forwarded-For", "1.2.3.4")
          .header("user_roles", "operator");
      HttpResponse<String> response = send(request.build());
      if (response.statusCode() >= 500) {
        faults.add(method + " " + path + " " + response.statusCode() + " " + response.body()
            + " for " + body.substring(0, Math.min(200, body.length())));
      }
      // A page, or what a quote holds, is no answer to what was sent.
      if (response.statusCode() != 200) {
        inspect(response.body());
      }
    }
    return CALLS_PER_CALLER;
  }

  /** Where a body is taken, of somebody who may call, so that nothing but its size can refuse it. */
  private void callOversized(String token) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(
            server.uri("/api/sessions/" + session + "/commands"))
        .POST(BodyPublishers.ofString(HostileMessages.oversized()))
        .header("Authorization", "Bearer " + token)
        .build();
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
    inspect(response.body());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /**
   * A connection is closed after a body that was too much; what came behind it is sent again, on a new one,
   * since others that are kept may have been closed as well.
   */
  private HttpResponse<String> send(HttpRequest request) throws Exception {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      try (HttpClient fresh = client()) {
        return fresh.send(request, BodyHandlers.ofString());
      }
    }
  }

  /** Where a session without a WebSocket, newly opened, takes messages. */
  private String polling() throws Exception {
    String path = "/eventbus/000/h" + polled.incrementAndGet();
    HttpRequest open = HttpRequest.newBuilder(server.uri(path + "/xhr"))
        .POST(BodyPublishers.noBody())
        .build();
    assertThat(send(open).statusCode()).isEqualTo(200);
    return path + "/xhr_send";
  }

  private static String authorization(Random random, String token) {
    return switch (random.nextInt(8)) {
      case 0 -> "Bearer " + token.substring(0, token.lastIndexOf('.') + 1);
      case 1 -> "Bearer eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.'));
      case 2 -> "Basic YTpi";
      default -> "Bearer " + token;
    };
  }

  private String path(Random random, HostileMessages hostile) {
    String id =
        random.nextInt(4) == 0 ? any(random, session, otherSession) : any(random, FORGED_IDS);
    String value = URLEncoder.encode(hostile.value(), StandardCharsets.UTF_8);
    String query = value.length() > 1_000 ? "" : value;
    return switch (random.nextInt(16)) {
      case 0 -> "/api/sessions/" + id;
      case 1 -> "/api/sessions/" + id + "/operations?from=" + query;
      case 2 -> "/api/sessions/" + id + "/history?from=" + query + "&path=" + query + "&newest=-1";
      case 3 -> "/api/sessions/" + id + "/history?newest=5&path=" + query + "&before=" + query;
      case 4 -> "/api/sessions/" + id + "/replay?revision=" + query;
      case 5 -> "/api/sessions/" + id + "/commands";
      case 6 -> "/api/sessions/" + id + "/restore";
      case 7 -> "/api/sessions/" + id + "/participants/c_honest";
      case 8 -> "/api/sessions/close_inactive";
      case 9 -> "/api/quotes/" + id + "/sessions";
      case 10 -> "/api/quotes/" + QUOTE + "?dry_run=true&format=" + query + "&currency=" + query;
      case 11 -> "/api/catalog?q=" + query;
      case 12 -> "/api/revocations";
      case 13 -> "/slack/" + any(random, "events", "command", "x");
      case 14 ->
        "/eventbus/000/" + random.nextInt(50) + "/"
            + any(random, "xhr_send", "jsonp", "htmlfile", "eventsource", "x");
      default -> any(random, "/dev/token", "/api/tickets", "/api/x", "/" + id);
    };
  }

  private static String any(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  /** What is in use after a collection, of this whole JVM. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
