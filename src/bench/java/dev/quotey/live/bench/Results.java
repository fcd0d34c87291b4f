package dev.quotey.live.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The file of results. A workload that is measured again takes the place of what it was, with all its systems:
 * figures of one workload are always of one run.
 */
final class Results {
  private final Path file;
  private final JsonObject all;
  private JsonObject circumstances = new JsonObject();

  private Results(Path file, JsonObject all) {
    this.file = file;
    this.all = all;
  }

  static Results open(Path file) throws IOException {
    JsonObject all = Files.exists(file)
        ? new JsonObject(Files.readString(file))
        : new JsonObject().put("workloads", new JsonObject());
    return new Results(file, all);
  }

  /** Where the workloads are measured that are put from now on. */
  void describe(JsonObject machine, JsonObject versions, JsonObject database) {
    circumstances = new JsonObject()
        .put("begun", Instant.now().toString())
        .put("machine", machine)
        .put("versions", versions)
        .put("postgres", database);
  }

  void put(String workload, List<JsonObject> runs) throws IOException {
    all.getJsonObject("workloads")
        .put(
            workload,
            circumstances
                .copy()
                .put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("runs", new JsonArray(runs)));
    Files.createDirectories(file.getParent());
    Files.writeString(file, all.encodePrettily() + "\n");
  }

  /** Machine, versions and settings of the last workload, where one was measured. */
  Optional<JsonObject> circumstances(String workload) {
    return Optional.ofNullable(all.getJsonObject("workloads").getJsonObject(workload));
  }

  /** Whether both were measured, and by one run of the comparison. */
  boolean areOfOneRun(String one, String other) {
    Optional<String> begun = circumstances(one).map(run -> run.getString("begun"));
    return begun.isPresent()
        && begun.equals(circumstances(other).map(run -> run.getString("begun")));
  }

  List<JsonObject> runs(String workload) {
    return circumstances(workload)
        .map(
            one -> one.getJsonArray("runs").stream().map(JsonObject.class::cast).toList())
        .orElse(List.of());
  }
}
