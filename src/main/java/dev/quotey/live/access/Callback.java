package dev.quotey.live.access;

import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks the host system: {@code GET {url}?user_id=…&quote_id=…}, which answers {@code {"access":"editor"}};
 * 403 and 404 are no access. An answer is kept for a while; a question that fails is not, and is asked
 * again by whoever comes next.
 */
final class Callback implements Authoriser {
  private static final int KEPT_MAX = 10_000;
  private static final int CONNECTIONS_MAX = 20;
  private static final int WAITING_MAX = 1_000;
  private static final long TIMEOUT_MILLIS = 3_000;
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final String url;
  private final String secret;
  private final Duration keep;
  private final WebClient client;
  private final Map<Question, Answer> answers = new LinkedHashMap<>();

  private record Question(String userId, QuoteId quoteId) {}

  private record Answer(Future<Level> level, long sinceNanos) {}

  Callback(Vertx vertx, String url, String secret, Duration keep) {
    this.url = url;
    this.secret = secret;
    this.keep = keep;
    client = WebClient.create(
        vertx,
        new WebClientOptions().setFollowRedirects(false),
        new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
  }

  @Override
  public Future<Level> level(AskRights asked) {
    Question question = new Question(asked.userId(), asked.quoteId());
    Answer known = answers.get(question);
    long now = System.nanoTime();
    if (known != null && now - known.sinceNanos() < keep.toNanos()) {
      return known.level();
    }
    Answer answer = new Answer(ask(question), now);
    answers.remove(question);
    answers.put(question, answer);
    if (answers.size() > KEPT_MAX) {
      answers.remove(answers.keySet().iterator().next());
    }
    answer.level().onFailure(fault -> answers.remove(question, answer));
    return answer.level();
  }

  private Future<Level> ask(Question question) {
    HttpRequest<Buffer> request = client
        .getAbs(url)
        .addQueryParam("user_id", question.userId())
        .addQueryParam("quote_id", question.quoteId().value())
        .putHeader("Accept", "application/json")
        .timeout(TIMEOUT_MILLIS);
    if (!secret.isEmpty()) {
      request.bearerTokenAuthentication(secret);
    }
    return request.send().map(Callback::read);
  }

  private static Level read(HttpResponse<Buffer> response) {
    return switch (response.statusCode()) {
      case OK -> level(response.body());
      case FORBIDDEN, NOT_FOUND -> Level.NONE;
      default ->
        throw new IllegalStateException(
            "the host system answered with status " + response.statusCode());
    };
  }

  private static Level level(Buffer body) {
    try {
      return Level.of(new JsonObject(body).getString("access", "")).orElse(Level.NONE);
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalStateException("the host system's answer is no access", e);
    }
  }
}
