package dev.quotey.live.persistence;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a PostgreSQL listens, as whom to enter, and how private the way there is. */
public record DatabaseLocation(
    String host, int port, String name, String user, String password, Privacy privacy) {

  /** How a connection is kept from others. */
  public sealed interface Privacy {
    /** It is not. */
    record Plain() implements Privacy {}

    /** Nobody reads along; but somebody may stand in between and say to be the database. */
    record Encrypted() implements Privacy {}

    /**
     * Nobody stands in between: the database shows a certificate for its host name.
     *
     * @param authority a PEM file of those who sign such certificates; without it, whom the JDK trusts
     */
    record Verified(Optional<String> authority) implements Privacy {}
  }

  /** In the clear, as to a database on this machine. */
  public DatabaseLocation(String host, int port, String name, String user, String password) {
    this(host, port, name, user, password, new Privacy.Plain());
  }

  /** Here, as somebody else. */
  public DatabaseLocation as(String otherUser, String otherPassword) {
    return new DatabaseLocation(host, port, name, otherUser, otherPassword, privacy);
  }

  public String jdbcUrl() {
    String url = "jdbc:postgresql://" + host + ":" + port + "/" + name;
    return switch (privacy) {
      case Privacy.Plain ignored -> url;
      case Privacy.Encrypted ignored -> url + "?sslmode=require";
      case Privacy.Verified verified ->
        url + "?sslmode=verify-full"
            + verified
                .authority()
                .map(file -> "&sslrootcert=" + URLEncoder.encode(file, StandardCharsets.UTF_8))
                .orElse("&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
    };
  }

  PgConnectOptions connectOptions(DatabaseRole role) {
    PgConnectOptions options = new PgConnectOptions()
        .setHost(host)
        .setPort(port)
        .setDatabase(name)
        .setUser(user)
        .setPassword(password)
        .setCachePreparedStatements(true)
        .addProperty("role", role.sqlName());
    return switch (privacy) {
      case Privacy.Plain ignored -> options;
      case Privacy.Encrypted ignored ->
        options.setSslMode(SslMode.REQUIRE).setSslOptions(new ClientSSLOptions().setTrustAll(true));
      case Privacy.Verified verified ->
        options.setSslMode(SslMode.VERIFY_FULL).setSslOptions(trusting(verified));
    };
  }

  private static ClientSSLOptions trusting(Privacy.Verified verified) {
    ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    verified
        .authority()
        .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    return options;
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + name;
  }
}
