package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotey.live.config.StartupException;
import dev.quotey.live.persistence.DatabaseLocation.Privacy;
import dev.quotey.live.server.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to the database, as migrations (JDBC) and as the server (the reactive client) go it. */
class DatabaseTlsIT {
  @TempDir
  static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static TestCertificates certificates;
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    certificates = TestCertificates.authority(folder.resolve("pem"), "authority")
        .sign("database", "localhost");
    TestCertificates.authority(folder.resolve("pem"), "another");
    Path data = folder.resolve("data");
    postgres = EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", pem("database.crt"))
        .setServerConfig("ssl_key_file", pem("database.key"))
        .start();
    Migrator.migrate(at("localhost", new Privacy.Plain()));
    // Only over TLS from here on.
    Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      connection.createStatement().execute("SELECT pg_reload_conf()");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
    postgres.close();
  }

  @Test
  @DisplayName("[DA5] verified: both clients reach the database over TLS")
  void verified() {
    DatabaseLocation location = at("localhost", verified("authority.pem"));
    assertThat(Migrator.migrate(location)).isZero();
    assertThat(answers(location)).isTrue();
  }

  @Test
  @DisplayName("[DA5] another authority's word does not count, for either client")
  void otherAuthority() {
    DatabaseLocation location = at("localhost", verified("another.pem"));
    assertThatThrownBy(() -> Migrator.migrate(location)).isInstanceOf(StartupException.class);
    assertThatThrownBy(() -> answers(location)).hasMessageContaining("SSL");
  }

  @Test
  @DisplayName("[DA5] nor does a certificate for another host")
  void otherHost() {
    DatabaseLocation location = at("127.0.0.1", verified("authority.pem"));
    assertThatThrownBy(() -> Migrator.migrate(location)).isInstanceOf(StartupException.class);
    assertThatThrownBy(() -> answers(location)).isNotNull();
  }

  @Test
  @DisplayName("[DA5] encrypted: over TLS, whoever signed the certificate")
  void encrypted() {
    DatabaseLocation location = at("127.0.0.1", new Privacy.Encrypted());
    assertThat(Migrator.migrate(location)).isZero();
    assertThat(answers(location)).isTrue();
  }

  @Test
  @DisplayName("[DA5] what comes without TLS this database does not let in")
  void plain() {
    assertThatThrownBy(() -> answers(at("127.0.0.1", new Privacy.Plain())))
        .hasMessageContaining("no encryption");
  }

  private static Privacy verified(String authority) {
    return new Privacy.Verified(Optional.of(pem(authority)));
  }

  private static DatabaseLocation at(String host, Privacy privacy) {
    return new DatabaseLocation(
        host, postgres.getPort(), "postgres", "postgres", "postgres", privacy);
  }

  private static boolean answers(DatabaseLocation location) {
    Pool pool =
        BoundedPool.create(VERTX, "test", location.connectOptions(DatabaseRole.APPLICATION), 1, 1);
    return pool.preparedQuery("SELECT true AS there")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("there"))
        .eventually(pool::close)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static String pem(String name) {
    return certificates.file(name).toString();
  }
}
