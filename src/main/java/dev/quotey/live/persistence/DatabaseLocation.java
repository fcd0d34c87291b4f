package dev.quotey.live.persistence;

import io.vertx.pgclient.PgConnectOptions;

/** Where a PostgreSQL listens, and as whom to enter. */
public record DatabaseLocation(String host, int port, String name, String user, String password) {

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost(host)
        .setPort(port)
        .setDatabase(name)
        .setUser(user)
        .setPassword(password)
        .setCachePreparedStatements(true);
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + name;
  }
}
