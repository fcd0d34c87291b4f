package dev.quotey.live.slack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket over which Slack calls, where it cannot reach us. Slack closes each after some hours and says
 * so before: the next is open before the old one goes. Envelopes come at least once.
 */
final class SocketMode {
  private static final Logger LOG = LoggerFactory.getLogger(SocketMode.class);
  private static final int MESSAGE_BYTES_MAX = 1024 * 1024;
  private static final long PING_MILLIS = 15_000;
  private static final int PINGS_UNANSWERED_MAX = 2;
  private static final long[] RETRY_MILLIS = {500, 2_000, 10_000, 30_000, 60_000};

  private final Vertx vertx;
  private final SlackApi api;
  private final Reception reception;
  private final WebSocketClient client;
  private Optional<Line> line = Optional.empty();
  private boolean wanted;
  private boolean opening;
  private boolean retrying;
  private int failures;

  SocketMode(Vertx vertx, SlackApi api, Reception reception) {
    this.vertx = vertx;
    this.api = api;
    this.reception = reception;
    this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setMaxFrameSize(MESSAGE_BYTES_MAX)
        .setMaxMessageSize(MESSAGE_BYTES_MAX));
  }

  /** Whether this node is to have a socket from now on. */
  void use(boolean use) {
    wanted = use;
    if (!use) {
      line.ifPresent(Line::close);
      line = Optional.empty();
    } else if (line.isEmpty() && !retrying) {
      open();
    }
  }

  void close() {
    use(false);
    client.close();
  }

  private void open() {
    if (opening || !wanted) {
      return;
    }
    opening = true;
    api.call(SlackApi.OPEN_SOCKET, new JsonObject())
        .compose(outcome -> outcome instanceof Outcome.Done done
            ? client.connect(
                new WebSocketConnectOptions().setAbsoluteURI(done.body().getString("url")))
            : Future.failedFuture(String.valueOf(outcome)))
        .onComplete(
            socket -> {
              opening = false;
              Optional<Line> before = line;
              line = Optional.of(new Line(socket));
              before.ifPresent(Line::close);
              if (!wanted) {
                use(false);
              }
            },
            fault -> {
              LOG.warn("no socket to Slack cause={}", fault.getMessage());
              opening = false;
              later();
            });
  }

  private void later() {
    if (retrying) {
      return;
    }
    long pause = RETRY_MILLIS[Math.min(failures++, RETRY_MILLIS.length - 1)];
    retrying = true;
    vertx.setTimer(pause, timer -> {
      retrying = false;
      if (line.isEmpty()) {
        open();
      }
    });
  }

  /** One socket. */
  private final class Line {
    private final WebSocket socket;
    private final long pinging;
    private int unanswered;

    private Line(WebSocket socket) {
      this.socket = socket;
      pinging = vertx.setPeriodic(PING_MILLIS, timer -> ping());
      socket.pongHandler(pong -> unanswered = 0);
      socket.textMessageHandler(this::receive);
      socket.exceptionHandler(fault -> LOG.debug("socket to Slack failed", fault));
      socket.closeHandler(closed -> lost());
    }

    private void ping() {
      if (unanswered++ >= PINGS_UNANSWERED_MAX) {
        close();
        lost();
      } else {
        socket.writePing(io.vertx.core.buffer.Buffer.buffer());
      }
    }

    private void close() {
      vertx.cancelTimer(pinging);
      socket.close();
    }

    /** Another takes its place, unless one has already. */
    private void lost() {
      vertx.cancelTimer(pinging);
      if (line.filter(now -> now == this).isPresent()) {
        line = Optional.empty();
        later();
      }
    }

    private void receive(String text) {
      JsonObject message;
      try {
        message = new JsonObject(text);
      } catch (DecodeException e) {
        LOG.warn("no JSON from Slack");
        return;
      }
      switch (message.getString("type", "")) {
        case "hello" -> {
          failures = 0;
          LOG.info("socket to Slack is open");
        }
        case "disconnect" -> refresh(message.getString("reason", ""));
        case "events_api" -> take(Reception.EVENT, message);
        case "interactive" -> take(Reception.INTERACTION, message);
        case "slash_commands" -> take(Reception.COMMAND, message);
        default -> LOG.debug("unknown from Slack type={}", message.getString("type"));
      }
    }

    private void refresh(String reason) {
      LOG.info("Slack closes the socket reason={}", reason);
      // Only these say that another one is welcome; after any other it is lost, and comes back
      // later.
      if (reason.equals("warning") || reason.equals("refresh_requested")) {
        open();
      } else {
        close();
        lost();
      }
    }

    private void take(String kind, JsonObject message) {
      reception
          .take(kind, message.getJsonObject("payload", new JsonObject()))
          .onSuccess(kept -> socket.writeTextMessage(new JsonObject()
              .put("envelope_id", message.getString("envelope_id"))
              .encode()))
          // Without an acknowledgement it comes again.
          .onFailure(fault -> LOG.warn("not kept kind={}", kind));
    }
  }
}
