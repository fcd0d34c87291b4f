package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages and sockets over TLS, with certificates made here. */
class TlsIT {
  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static TestCertificates certificates;
  private static LocalServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates =
        TestCertificates.authority(folder.resolve("pem"), "authority").sign("server", "localhost");
    TestCertificates.authority(folder.resolve("pem"), "another");
    server = LocalServer.start(
        folder.resolve("data"),
        Map.of(
            "http.tls_certificate_file", certificates.file("server.crt").toString(),
            "http.tls_key_file", certificates.file("server.key").toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[DA4] pages and REST come over TLS, and say that they come no other way")
  void pages() throws Exception {
    assertThat(header("authority", "/quotes/Q-1001")).isEqualTo("max-age=31536000");
    assertThat(header("authority", "/eventbus/info")).isEqualTo("max-age=31536000");
  }

  @Test
  @DisplayName("[DA4] a server whose certificate another authority has signed is not spoken to")
  void otherAuthority() {
    assertThatThrownBy(() -> header("another", "/"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SSLHandshakeException.class);
  }

  @Test
  @DisplayName("[DA4] a socket comes over TLS, from the page's own origin and from no other")
  void socket() throws Exception {
    WebSocketClient client = VERTX.createWebSocketClient(
        new WebSocketClientOptions().setSsl(true).setTrustOptions(trust("authority")));
    for (String scheme : new String[] {"https", "http"}) {
      WebSocketConnectOptions options = new WebSocketConnectOptions()
          .setHost("localhost")
          .setPort(server.port())
          .setURI("/eventbus/websocket")
          .addHeader("Origin", scheme + "://localhost:" + server.port());
      CompletableFuture<WebSocket> opening =
          client.connect(options).toCompletionStage().toCompletableFuture();
      if (scheme.equals("https")) {
        assertThat(opening.join().isSsl()).isTrue();
      } else {
        assertThatThrownBy(opening::join).hasMessageContaining("403");
      }
    }
    client.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("[DA4] without TLS nothing is answered there")
  void plain() {
    assertThatThrownBy(() -> server.send(HttpRequest.newBuilder(server.uri("/")).GET()))
        .isInstanceOf(IOException.class);
  }

  private static String header(String authority, String path) throws Exception {
    RequestOptions options = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost("localhost")
        .setPort(server.port())
        .setURI(path);
    HttpClient client = VERTX.createHttpClient(
        new HttpClientOptions().setSsl(true).setTrustOptions(trust(authority)));
    return client
        .request(options)
        .compose(request -> request.send())
        .map(response -> response.statusCode() == 200
            ? response.getHeader("Strict-Transport-Security")
            : "status " + response.statusCode())
        .eventually(client::close)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static PemTrustOptions trust(String authority) throws Exception {
    return new PemTrustOptions()
        .addCertPath(certificates.file(authority + ".pem").toString());
  }
}
