package dev.quotey.live.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network before a database whose answers can get lost. What is asked arrives; a connection that has
 * lost something stays mute, and never ends from the database's side.
 */
final class MuteProxy implements AutoCloseable {
  private static final int BUFFER = 8 * 1024;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private volatile boolean mute;

  MuteProxy(DatabaseLocation target) throws IOException {
    Thread.startVirtualThread(() -> {
      while (!server.isClosed()) {
        try {
          ways.add(new Way(server.accept(), new Socket(target.host(), target.port()), mute));
        } catch (IOException e) {
          // Closed.
          return;
        }
      }
    });
  }

  /** This database by way of the proxy. */
  DatabaseLocation before(DatabaseLocation target) {
    return new DatabaseLocation(
        "127.0.0.1", server.getLocalPort(), target.name(), target.user(), target.password());
  }

  /** Nothing comes back any more over the connections there are, nor over those made until {@link #mend}. */
  void mute() {
    mute = true;
    ways.forEach(way -> way.mute = true);
  }

  /** Nothing passes any more over the connections there are, and neither side hears of it. */
  void split() {
    ways.forEach(way -> {
      way.split = true;
      way.mute = true;
    });
  }

  void mend() {
    mute = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Way way : ways) {
      way.client.close();
      way.database.close();
    }
  }

  private static final class Way {
    private final Socket client;
    private final Socket database;
    private volatile boolean mute;
    private volatile boolean split;

    Way(Socket client, Socket database, boolean mute) {
      this.client = client;
      this.database = database;
      this.mute = mute;
      Thread.startVirtualThread(() -> pass(client, database, false));
      Thread.startVirtualThread(() -> pass(database, client, true));
    }

    private void pass(Socket from, Socket to, boolean answers) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (answers ? !mute : !split) {
            to.getOutputStream().write(buffer, 0, read);
          }
        }
      } catch (IOException e) {
        // Ends as at the end of what is said.
      }
      if (!mute) {
        close(to);
      }
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
