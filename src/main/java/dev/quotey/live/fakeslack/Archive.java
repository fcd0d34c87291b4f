package dev.quotey.live.fakeslack;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps channels and threads in a file: whole, and in one step, so that it is never half written. */
final class Archive {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

  private final Vertx vertx;
  private final Context context;
  private final Workspace workspace;
  private final Path file;
  private boolean writing;
  private boolean behind;

  Archive(Vertx vertx, Context context, Workspace workspace, Path file) {
    this.vertx = vertx;
    this.context = context;
    this.workspace = workspace;
    this.file = file;
  }

  /** Reads what is there; throws {@link UncheckedIOException} where that cannot be read. */
  static void load(Workspace workspace, Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      workspace.remember(new JsonObject(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(file + " is no file of a fake Slack: " + e.getMessage(), e));
    }
  }

  /** Writes after each change from now on, one write at a time. */
  void follow() {
    workspace.onChange(() -> context.runOnContext(now -> changed()));
  }

  private void changed() {
    if (writing) {
      behind = true;
      return;
    }
    writing = true;
    vertx
        .executeBlocking(() -> {
          write();
          return file;
        })
        .onComplete(done -> {
          if (done.failed()) {
            LOG.warn("{} cannot be written", file, done.cause());
          }
          writing = false;
          if (behind) {
            behind = false;
            changed();
          }
        });
  }

  synchronized void write() {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "fake-slack", ".json");
      Files.writeString(fresh, workspace.remembered().encode());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
