package dev.quotey.live.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that is put away, and taken out again elsewhere. */
class BackupIT {
  private static final String QUOTE = "Q-1001";

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  Path folder;

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName(
      "[DA11] a copy of the data folder of a server that was stopped is sound, signed, and goes on; without its key nothing vouches for it")
  void copy() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    String session;
    try (ServerProcess server = ServerProcess.start(first, 0)) {
      session = edit(server, 0, "Before");
    }
    copy(first.resolve("data"), second.resolve("data"));
    try (ServerProcess server = ServerProcess.start(first, 0)) {
      edit(server, 1, "After the backup");
    }
    try (ServerProcess server = ServerProcess.start(second, 0)) {
      assertThat(server.get("/api/quotes/" + QUOTE, server.token("ana"))).contains("Before");
      assertThat(edit(server, 1, "After the restore")).isEqualTo(session);
    }
    Map<String, String> settings = Map.of(
        "quotey.profile",
        "development",
        "quotey.data.dir",
        second.resolve("data").toString());
    assertThat(TestCommands.run(settings, "verify"))
        .startsWith("0 ")
        .contains(session + ": 2 revisions, 2 checkpoints")
        .endsWith("sound");
    Files.delete(second.resolve("data/audit.key"));
    assertThat(TestCommands.run(settings, "verify"))
        .doesNotStartWith("0 ")
        .contains("BAD_SIGNATURE");
  }

  /** Sets the customer; the session's id. */
  private String edit(ServerProcess server, long revision, String customer) throws Exception {
    try (BusSocket ana = BusSocket.open(vertx, server.port(), server.token("ana"))) {
      String client = "c" + revision;
      String session = ana.join(QUOTE, client);
      assertThat(ana.submit(session, client, 1, revision, BusSocket.set("/customer", customer))
              .getString("status"))
          .isEqualTo("committed");
      return session;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      // PostgreSQL wants a folder that is its owner's alone.
      Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
