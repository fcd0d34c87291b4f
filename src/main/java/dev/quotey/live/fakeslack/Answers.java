package dev.quotey.live.fakeslack;

import dev.quotey.live.fakeslack.Faults.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Gives answers to the app, or loses them where that is planned. */
final class Answers {
  private static final String JSON = "application/json; charset=utf-8";

  private final Vertx vertx;
  private final Timing timing;
  private final Faults faults;

  Answers(Vertx vertx, Timing timing, Faults faults) {
    this.vertx = vertx;
    this.timing = timing;
    this.faults = faults;
  }

  /** @param status where nothing is planned, and no rate is passed */
  void send(
      HttpServerRequest request, Optional<Fault> fault, Optional<ApiFault> refused, int status) {
    send(request, fault, refused, status, new JsonObject().put("ok", true));
  }

  /** @param reply what is answered where nothing was refused */
  void send(
      HttpServerRequest request,
      Optional<Fault> fault,
      Optional<ApiFault> refused,
      int status,
      JsonObject reply) {
    JsonObject answer = refused.map(Answers::refusal).orElse(reply);
    HttpServerResponse response = request.response();
    if (fault.isEmpty()) {
      refused
          .filter(RateFault.class::isInstance)
          .map(RateFault.class::cast)
          .ifPresentOrElse(
              rate -> limited(response, rate.seconds(), answer),
              () -> end(response, status, answer));
      return;
    }
    switch (fault.get()) {
      case HANGS -> {
        // Whoever asked waits for as long as they like.
      }
      case LOST_ANSWER -> request.connection().close();
      case SLOW -> vertx.setTimer(timing.slow().toMillis(), id -> end(response, status, answer));
      case SERVER_ERROR -> end(response, 500, answer);
      case RATE_LIMITED -> limited(response, faults.retryAfter(), answer);
      case MISSING_SCOPE, CHANNEL_NOT_FOUND, MESSAGE_NOT_FOUND, INVALID_AUTH ->
        end(response, status, answer);
    }
  }

  private static void limited(HttpServerResponse response, long seconds, JsonObject answer) {
    response.putHeader("Retry-After", Long.toString(seconds));
    end(response, 429, answer);
  }

  private static void end(HttpServerResponse response, int status, JsonObject answer) {
    if (!response.closed() && !response.ended()) {
      response.setStatusCode(status).putHeader("Content-Type", JSON).end(answer.encode());
    }
  }

  private static JsonObject refusal(ApiFault fault) {
    JsonObject reply = new JsonObject().put("ok", false).put("error", fault.code());
    if (!fault.details().isEmpty()) {
      JsonArray messages = new JsonArray();
      fault.details().forEach(detail -> messages.add("[ERROR] " + detail));
      reply
          .put("errors", new JsonArray(fault.details()))
          .put("response_metadata", new JsonObject().put("messages", messages));
    }
    return reply;
  }
}
