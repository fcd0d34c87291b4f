package dev.quotey.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.bridge.TokenException.Code;
import dev.quotey.live.config.AppConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String SECRET = "a secret of the host system long enough";
  private static final String OTHER_SECRET = "another secret of somebody long enough";
  private static final KeyPair RSA = Signer.keys("RSA", 2048);
  private static final KeyPair OTHER_RSA = Signer.keys("RSA", 2048);
  private static final KeyPair EC = Signer.keys("EC", 256);
  private static final Vertx VERTX = Vertx.vertx();
  private static final Context LOOP = VERTX.getOrCreateContext();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @Test
  @DisplayName("[TK1] a token of the pinned algorithm, issuer and audience shows its user")
  void good() {
    JsonObject claims = claims()
        .put("name", "Ana Souza")
        .put("roles", new JsonArray().add("manager"))
        .put("email", "ana@example.com");
    User user = user(verify("HS256", SECRET, Signer.hs256(claims, SECRET)));
    assertThat(user.userId()).isEqualTo("ana");
    assertThat(user.name()).isEqualTo("Ana Souza");
    assertThat(user.roles()).containsExactly("manager");
    assertThat(user.email()).isEmpty();
    assertThat(user.expiresAt()).isEqualTo(NOW.plusSeconds(600));
    claims.put("email_verified", true).put("aud", new JsonArray().add("other").add("quotes"));
    assertThat(user(verify("HS256", SECRET, Signer.hs256(claims, SECRET))).email())
        .isEqualTo("ana@example.com");
    assertThat(user(verify("RS256", Signer.pem(RSA), Signer.rs256(claims, RSA, "")))
            .userId())
        .isEqualTo("ana");
    assertThat(user(verify("RS256", Signer.pem(RSA), Signer.rs256(claims, RSA, "k1")))
            .userId())
        .isEqualTo("ana");
    assertThat(user(verify("ES256", Signer.pem(EC), Signer.es256(claims, EC))).userId())
        .isEqualTo("ana");
  }

  @Test
  @DisplayName("[TK2] another algorithm is refused, whatever keys there are, and so is none")
  void algorithm() {
    assertThat(code(verify("HS256", SECRET, Signer.unsigned(claims()))))
        .isEqualTo(Code.INVALID_TOKEN);
    // Without a key there is nothing that a signature could be held against.
    TokenKeys none = new TokenKeys(VERTX, "RS256", List.of(), "");
    assertThat(code(verify(verifier("RS256", none), Signer.unsigned(claims()))))
        .isEqualTo(Code.INVALID_TOKEN);
    assertThat(code(verify("RS256", Signer.pem(RSA), Signer.unsigned(claims()))))
        .isEqualTo(Code.INVALID_TOKEN);
    // The public key, which everybody has, as if it were a secret.
    String pem = Signer.pem(RSA);
    assertThat(code(verify("RS256", pem, Signer.hs256(claims(), pem))))
        .isEqualTo(Code.INVALID_TOKEN);
    assertThat(code(verify("ES256", Signer.pem(EC), Signer.rs256(claims(), RSA, ""))))
        .isEqualTo(Code.INVALID_TOKEN);
    TokenKeys rsa = new TokenKeys(VERTX, "RS256", List.of(pem), "");
    assertThat(code(verify(verifier("ES256", rsa), Signer.rs256(claims(), RSA, ""))))
        .isEqualTo(Code.INVALID_TOKEN);
  }

  @Test
  @DisplayName("[TK3] another key, an altered token and no token are refused")
  void signature() {
    String token = Signer.hs256(claims(), SECRET);
    assertThat(code(verify("HS256", SECRET, Signer.hs256(claims(), OTHER_SECRET))))
        .isEqualTo(Code.INVALID_TOKEN);
    assertThat(code(verify("RS256", Signer.pem(RSA), Signer.rs256(claims(), OTHER_RSA, ""))))
        .isEqualTo(Code.INVALID_TOKEN);
    String eva = Signer.hs256(claims().put("sub", "eva"), OTHER_SECRET);
    String mixed =
        token.split("\\.", -1)[0] + "." + eva.split("\\.", -1)[1] + "." + token.split("\\.", -1)[2];
    for (String text : List.of(mixed, token + "x", token.substring(1), "", "..", "a.b.c", "....")) {
      assertThat(code(verify("HS256", SECRET, text))).as(text).isEqualTo(Code.INVALID_TOKEN);
    }
  }

  @ParameterizedTest(name = "[TK4] {0}")
  @ValueSource(
      strings = {
        "{\"iss\":\"somebody\"}",
        "{\"iss\":null}",
        "{\"aud\":\"others\"}",
        "{\"aud\":[\"others\",7]}",
        "{\"aud\":{\"quotes\":1}}",
        "{\"aud\":null}",
        "{\"exp\":null}",
        "{\"exp\":\"1800000600\"}",
        "{\"iat\":null}",
        "{\"iat\":1800000031}",
        "{\"nbf\":1800000031}",
        "{\"exp\":1800100000}",
        "{\"sub\":null}",
        "{\"sub\":7}",
        "{\"sub\":\" \"}",
        "{\"sub\":\"a\\u0000\"}",
        "{\"name\":7}",
        "{\"roles\":\"operator\"}",
        "{\"roles\":[\"sales,operator\"]}",
        "{\"roles\":[7]}"
      })
  @DisplayName("[TK4] a token for others, without an end, a start or a subject, or of wrong claims")
  void claims(String wrong) {
    JsonObject claims = claims().mergeIn(new JsonObject(wrong));
    claims.getMap().values().removeIf(Objects::isNull);
    assertThat(code(verify("HS256", SECRET, Signer.hs256(claims, SECRET))))
        .isEqualTo(Code.INVALID_TOKEN);
  }

  @Test
  @DisplayName("[TK5] a token that has run out is taken within the leeway, and no longer")
  void expiry() {
    long now = NOW.getEpochSecond();
    assertThat(user(verify("HS256", SECRET, Signer.hs256(claims().put("exp", now - 29), SECRET))))
        .isNotNull();
    assertThat(code(verify("HS256", SECRET, Signer.hs256(claims().put("exp", now - 30), SECRET))))
        .isEqualTo(Code.TOKEN_EXPIRED);
    assertThat(user(verify("HS256", SECRET, Signer.hs256(claims().put("iat", now + 30), SECRET))))
        .isNotNull();
  }

  @Test
  @DisplayName("[TK6] while one key replaces another, tokens of both are taken")
  void rotation() {
    TokenKeys keys = new TokenKeys(VERTX, "HS256", List.of(OTHER_SECRET, SECRET), "");
    TokenVerifier verifier = verifier("HS256", keys);
    assertThat(user(verify(verifier, Signer.hs256(claims(), SECRET)))).isNotNull();
    assertThat(user(verify(verifier, Signer.hs256(claims(), OTHER_SECRET)))).isNotNull();
  }

  @Test
  @DisplayName("[TK7] a token that names a new published key has the keys read anew, not too often")
  void published() {
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<JsonArray> published =
        new AtomicReference<>(new JsonArray().add(Signer.jwk(RSA, "first")));
    HttpServer host = await(VERTX
        .createHttpServer()
        .requestHandler(request -> {
          asked.incrementAndGet();
          request.response().end(new JsonObject().put("keys", published.get()).encode());
        })
        .listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + host.actualPort() + "/keys";
    TokenKeys keys = new TokenKeys(VERTX, "RS256", List.of(), url, Duration.ZERO);
    TokenVerifier verifier = verifier("RS256", keys);
    await(onLoop(() -> keys.start(Duration.ofHours(1))));
    assertThat(user(verify(verifier, Signer.rs256(claims(), RSA, "first")))).isNotNull();
    assertThat(user(verify(verifier, Signer.rs256(claims(), RSA, "")))).isNotNull();
    assertThat(asked).hasValue(1);

    published.set(new JsonArray()
        .add(Signer.jwk(OTHER_RSA, "second"))
        .add(new JsonObject().put("kty", "oct").put("kid", "x").put("k", "c2VjcmV0"))
        .add("no key"));
    assertThat(user(verify(verifier, Signer.rs256(claims(), OTHER_RSA, "second"))))
        .isNotNull();
    assertThat(asked).hasValue(2);
    assertThat(code(verify(verifier, Signer.rs256(claims(), RSA, "first"))))
        .isEqualTo(Code.INVALID_TOKEN);
    assertThat(asked).hasValue(3);

    // Where the host system does not answer, the keys stay, and it is not asked for each token.
    TokenKeys patient = new TokenKeys(VERTX, "RS256", List.of(), url);
    await(onLoop(() -> patient.start(Duration.ofHours(1))));
    await(host.close());
    TokenVerifier later = verifier("RS256", patient);
    for (int i = 0; i < 100; i++) {
      assertThat(code(verify(later, Signer.rs256(claims(), RSA, "unknown" + i))))
          .isEqualTo(Code.INVALID_TOKEN);
    }
    assertThat(asked).hasValue(4);
    assertThat(user(verify(later, Signer.rs256(claims(), OTHER_RSA, "second")))).isNotNull();
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("iss", "https://host.example")
        .put("aud", "quotes")
        .put("sub", "ana")
        .put("iat", NOW.getEpochSecond() - 60)
        .put("exp", NOW.getEpochSecond() + 600);
  }

  private static Future<User> verify(String algorithm, String key, String token) {
    return verify(verifier(algorithm, new TokenKeys(VERTX, algorithm, List.of(key), "")), token);
  }

  private static Future<User> verify(TokenVerifier verifier, String token) {
    return onLoop(() -> verifier.verify(token));
  }

  /** Keys belong to one event loop. */
  private static <T> Future<T> onLoop(Supplier<Future<T>> call) {
    Promise<T> done = Promise.promise();
    LOOP.runOnContext(turn -> call.get().onComplete(done));
    return done.future();
  }

  private static TokenVerifier verifier(String algorithm, TokenKeys keys) {
    AppConfig.Auth rules = new AppConfig.Auth(
        "https://host.example",
        "quotes",
        algorithm,
        List.of(),
        "",
        Duration.ZERO,
        Duration.ofSeconds(30),
        Duration.ofDays(1));
    return new TokenVerifier(keys, rules, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static User user(Future<User> verified) {
    return await(verified);
  }

  private static Code code(Future<User> verified) {
    return await(verified.transform(done -> Future.succeededFuture(
        done.cause() instanceof TokenException fault ? fault.code() : null)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
