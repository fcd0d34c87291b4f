package dev.quotey.live.bridge;

import dev.quotey.live.config.StartupException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens of one algorithm are signed with: those of the settings, and those that the host
 * system publishes, read anew from time to time, and when a token names one that is not known. One event
 * loop.
 */
final class TokenKeys {
  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

  /** However many tokens name keys that nobody knows, the host system is asked no more often. */
  private static final Duration ASKED_AT_MOST = Duration.ofSeconds(10);

  private static final long ANSWER_MILLIS = 5_000;

  /** The type of a published key, by algorithm; a secret is never published. */
  private static final Map<String, String> KEY_TYPES = Map.of("RS256", "RSA", "ES256", "EC");

  private final Vertx vertx;
  private final String algorithm;
  private final List<String> fixed;
  private final String url;
  private final Duration askedAtMost;
  private JWTAuth keys;
  private Set<String> published = Set.of();
  private Future<Void> reading;
  private long askedNanos;

  /**
   * Throws {@link StartupException} for a key that is none.
   *
   * @param fixed secrets, or public keys as PEM
   * @param url of published keys; empty where there are none
   */
  TokenKeys(Vertx vertx, String algorithm, List<String> fixed, String url) {
    this(vertx, algorithm, fixed, url, ASKED_AT_MOST);
  }

  TokenKeys(Vertx vertx, String algorithm, List<String> fixed, String url, Duration askedAtMost) {
    this.vertx = vertx;
    this.algorithm = algorithm;
    this.fixed = fixed;
    this.url = url;
    this.askedAtMost = askedAtMost;
    askedNanos = System.nanoTime() - askedAtMost.toNanos();
    try {
      keys = with(List.of());
    } catch (RuntimeException e) {
      throw new StartupException("auth.keys has a key that cannot be used.", e);
    }
  }

  /** Done when published keys have been asked for once; who does not answer is asked again. */
  Future<Void> start(Duration refresh) {
    if (url.isEmpty()) {
      return Future.succeededFuture();
    }
    vertx.setPeriodic(refresh.toMillis(), timer -> read());
    return read();
  }

  /**
   * What checks a signature.
   *
   * @param id of the key that the token names; empty where it names none
   */
  Future<JWTAuth> forKey(String id) {
    boolean known = id.isEmpty() ? !published.isEmpty() : published.contains(id);
    if (url.isEmpty() || known || !mayAsk()) {
      return Future.succeededFuture(keys);
    }
    return read().map(done -> keys);
  }

  private boolean mayAsk() {
    return reading != null || System.nanoTime() - askedNanos >= askedAtMost.toNanos();
  }

  /** Where nobody answers, the keys stay as they are. */
  private Future<Void> read() {
    if (reading != null) {
      return reading;
    }
    // Promised before anything is sent: the answer may be there before the sender returns.
    Promise<Void> answered = Promise.promise();
    reading = answered.future();
    askedNanos = System.nanoTime();
    WebClient client = WebClient.create(vertx);
    client
        .getAbs(url)
        .timeout(ANSWER_MILLIS)
        .send()
        .map(HttpResponse::bodyAsJsonObject)
        .onSuccess(this::take)
        .onFailure(fault -> LOG.warn("auth.jwks_url gives no keys: {}", fault.getMessage()))
        .onComplete(done -> {
          reading = null;
          client.close();
          answered.complete();
        });
    return answered.future();
  }

  private void take(JsonObject answer) {
    List<JsonObject> fitting = answer.getJsonArray("keys", new JsonArray()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(this::fits)
        .map(key -> key.copy().put("alg", algorithm))
        .toList();
    keys = with(fitting);
    Set<String> ids = new HashSet<>();
    fitting.forEach(key -> ids.add(String.valueOf(key.getValue("kid"))));
    published = ids;
  }

  private boolean fits(JsonObject key) {
    return KEY_TYPES.getOrDefault(algorithm, "").equals(key.getValue("kty"))
        && algorithm.equals(key.getValue("alg", algorithm))
        && "sig".equals(key.getValue("use", "sig"));
  }

  /** Expiry is not looked at here: {@link TokenVerifier} does it, and does not let a token be without. */
  private JWTAuth with(List<JsonObject> jwks) {
    JWTAuthOptions options =
        new JWTAuthOptions().setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
    fixed.forEach(key ->
        options.addPubSecKey(new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(key)));
    jwks.forEach(options::addJwk);
    return JWTAuth.create(vertx, options);
  }
}
