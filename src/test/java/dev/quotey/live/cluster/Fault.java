package dev.quotey.live.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What happens to a cluster. Each makes whole again what it has broken. */
enum Fault {
  /** {@code kill -9}, then a new start. */
  KILLED {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.node(node).kill();
      editing.recovers();
      nodes.start(node);
    }
  },
  /** SIGSTOP, for some time, then SIGCONT. */
  PAUSED {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.node(node).signal("STOP");
      editing.recovers();
      editing.goesOn(time);
      nodes.node(node).signal("CONT");
    }
  },
  /** SIGTERM, then a new start. */
  STOPPED {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.node(node).close();
      editing.recovers();
      nodes.start(node);
    }
  },
  /** Every node is stopped and started, one after the other. */
  ROLLED {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      for (int i = 0; i < nodes.count(); i++) {
        nodes.node(i).close();
        editing.recovers();
        nodes.start(i);
        editing.goesOn(Duration.ZERO);
      }
    }
  },
  DATABASE_RESTARTED {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.restartDatabase();
      editing.recovers();
    }
  },
  /** No node reaches the database. */
  DATABASE_GONE {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      for (int i = 0; i < nodes.count(); i++) {
        nodes.databaseWire(i).cut();
      }
      editing.pause(time);
      for (int i = 0; i < nodes.count(); i++) {
        nodes.databaseWire(i).mend();
      }
      editing.recovers();
    }
  },
  /** One node's packets to the database are lost. */
  DATABASE_OUT_OF_REACH {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.databaseWire(node).block(from -> true);
      editing.recovers();
      editing.goesOn(time);
      nodes.databaseWire(node).mend();
    }
  },
  /** One node and the others do not hear one another; each reaches the database and its browsers. */
  SPLIT {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      nodes.split(one -> one == node);
      editing.recovers();
      editing.goesOn(time);
      nodes.join();
    }
  },
  /** A disk that takes a tenth of a second for each flush. */
  SLOW_DISK {
    @Override
    void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception {
      set(nodes, "ALTER SYSTEM SET commit_siblings = 0", "ALTER SYSTEM SET commit_delay = 100000");
      editing.recovers();
      editing.goesOn(time);
      set(nodes, "ALTER SYSTEM RESET commit_delay", "ALTER SYSTEM RESET commit_siblings");
    }
  };

  /** What the fault expects of those who edit meanwhile. */
  interface Editing {
    /** Waits until everybody is served again. */
    void recovers();

    /** Everybody is served for this long. */
    void goesOn(Duration time);

    /** Lets this much time pass, in which nobody needs to be served. */
    void pause(Duration time);
  }

  abstract void happen(Nodes nodes, int node, Duration time, Editing editing) throws Exception;

  private static void set(Nodes nodes, String... statements) throws SQLException {
    var database = nodes.database();
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
      statement.execute("SELECT pg_reload_conf()");
    }
  }
}
