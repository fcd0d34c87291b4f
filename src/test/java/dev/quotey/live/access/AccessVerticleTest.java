package dev.quotey.live.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.config.AppConfig.Access.Source;
import dev.quotey.live.config.StartupException;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who says what a user may do with a quote. */
class AccessVerticleTest {
  private static final Duration RELOAD = Duration.ofMillis(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void install() {
    Bus.install(vertx);
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @Test
  @DisplayName("[RI4] what a token grants adds up, and what it does not name is no right")
  void grants() {
    deploy(Source.TOKEN, "", LONG);
    Grants grants = Grants.read(new JsonObject()
        .put("Q-*", "viewer")
        .put("Q-1", "editor")
        .put("X-*", "emperor")
        .put("Y", 7));
    assertThat(rights("ana", Set.of(), grants, "Q-1")).isEqualTo(new Rights(Level.EDITOR, false));
    assertThat(rights("ana", Set.of(), grants, "Q-2")).isEqualTo(new Rights(Level.VIEWER, false));
    assertThat(rights("ana", Set.of("finance"), grants, "Q-2"))
        .isEqualTo(new Rights(Level.VIEWER, true));
    for (String quote : List.of("Z-1", "X-1", "Y", "q-1", "AQ-1")) {
      assertThat(rights("ana", Set.of("finance"), grants, quote)).isEqualTo(Rights.NONE);
    }
    Grants all = new Grants(Map.of("*", Level.APPROVER));
    assertThat(rights("ana", Set.of(), all, "Q-2")).isEqualTo(new Rights(Level.APPROVER, true));
  }

  @Test
  @DisplayName(
      "[RI5] a file grants to users, roles and all; it is taken when it changes, if it is right")
  void file() throws Exception {
    Path file = folder.resolve("grants.json");
    Files.writeString(file, """
        [{"user":"ana","quotes":"Q-*","access":"editor"},
         {"role":"manager","quotes":"Q-1","access":"approver"},
         {"quotes":"PUBLIC","access":"viewer"}]""");
    deploy(Source.FILE, file.toString(), LONG);
    Grants ignored = new Grants(Map.of("*", Level.OWNER));
    assertThat(rights("ana", Set.of(), ignored, "Q-1").level()).isEqualTo(Level.EDITOR);
    assertThat(rights("dan", Set.of("manager"), ignored, "Q-1").level()).isEqualTo(Level.APPROVER);
    assertThat(rights("dan", Set.of("manager"), ignored, "Q-2")).isEqualTo(Rights.NONE);
    assertThat(rights("eve", Set.of(), ignored, "PUBLIC").level()).isEqualTo(Level.VIEWER);
    Files.writeString(file, "[{\"user\":\"ana\",\"quotes\":\"Q-*\",\"access\":\"viewer\"}]");
    Awaitility.await().until(() -> rights("ana", Set.of(), ignored, "Q-1").level() == Level.VIEWER);
    Files.writeString(file, "[{\"user\":\"ana\",\"quotes\":\"Q-*\",\"access\":\"emperor\"}]");
    Awaitility.await()
        .during(RELOAD.multipliedBy(5))
        .until(() -> rights("ana", Set.of(), ignored, "Q-1").level() == Level.VIEWER);
  }

  @Test
  @DisplayName("[RI5] a server does not start on grants that are missing or wrong")
  void wrongFile() throws Exception {
    Path file = folder.resolve("grants.json");
    assertThatThrownBy(() -> deploy(Source.FILE, file.toString(), LONG))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StartupException.class);
    for (String text :
        List.of("{}", "[{}]", "[7]", "[{\"quotes\":\"*\",\"access\":\"emperor\"}]")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> deploy(Source.FILE, file.toString(), LONG))
          .hasCauseInstanceOf(StartupException.class);
    }
  }

  @Test
  @DisplayName(
      "[RI6] the host system is asked once in a while; what it does not answer is no right")
  void callback() {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer host = join(vertx
        .createHttpServer()
        .requestHandler(request -> {
          asked.add(request.uri() + " " + request.getHeader("Authorization"));
          String quote = request.getParam("quote_id");
          switch (quote) {
            case "Q-1" -> request.response().end("{\"access\":\"editor\"}");
            case "Q-2" -> request.response().setStatusCode(403).end();
            case "Q-3" -> request.response().setStatusCode(500).end();
            default -> request.response().end("no json");
          }
        })
        .listen(0, "127.0.0.1"));
    deploy(Source.CALLBACK, "http://127.0.0.1:" + host.actualPort() + "/rights?v=1", LONG);
    Grants ignored = new Grants(Map.of("*", Level.OWNER));
    assertThat(rights("a b&c", Set.of(), ignored, "Q-1").level()).isEqualTo(Level.EDITOR);
    assertThat(rights("a b&c", Set.of(), ignored, "Q-1").level()).isEqualTo(Level.EDITOR);
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst())
        .contains("v=1", "quote_id=Q-1", "Bearer secret")
        .containsPattern("user_id=a(%20|\\+)b%26c");
    assertThat(rights("ana", Set.of(), ignored, "Q-2")).isEqualTo(Rights.NONE);
    for (String quote : List.of("Q-3", "Q-4", "Q-3", "Q-4")) {
      assertThatThrownBy(() -> rights("ana", Set.of(), ignored, quote))
          .isInstanceOf(CompletionException.class);
    }
    // What failed was asked again.
    assertThat(asked).hasSize(6);
  }

  @Test
  @DisplayName("[RI6] what the host system takes away ends when the answer is no longer kept")
  void takenAway() {
    List<String> levels = new CopyOnWriteArrayList<>(List.of("editor", "viewer"));
    HttpServer host = join(vertx
        .createHttpServer()
        .requestHandler(request -> request
            .response()
            .end(new JsonObject()
                .put("access", levels.size() > 1 ? levels.removeFirst() : levels.getFirst())
                .encode()))
        .listen(0, "127.0.0.1"));
    deploy(Source.CALLBACK, "http://127.0.0.1:" + host.actualPort(), SHORT);
    assertThat(rights("ana", Set.of(), Grants.NONE, "Q-1").level()).isEqualTo(Level.EDITOR);
    Awaitility.await()
        .until(() -> rights("ana", Set.of(), Grants.NONE, "Q-1").level() == Level.VIEWER);
  }

  private void deploy(Source source, String where, Duration keep) {
    AppConfig.Access access =
        new AppConfig.Access(source, where, where, "secret", keep, Set.of("finance"));
    join(vertx.deployVerticle(new AccessVerticle(access, RELOAD)));
  }

  private Rights rights(String user, Set<String> roles, Grants grants, String quote) {
    AskRights question = new AskRights(user, roles, grants, new QuoteId(quote));
    return join(Bus.request(vertx, Address.ACCESS, question, 5_000));
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
