package dev.quotey.live.persistence;

import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.PersistenceMessage.Append;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names of who changes something, which stand beside the log. Who has joined has one there; who decides in
 * Slack may not have. Of whom it is known that there is one nothing is asked again, since to ask with each
 * append takes a tenth of its time.
 */
final class AuthorNames {
  /** Of so many it is known; then those are forgotten who were first. */
  private static final int KNOWN_MAX = 10_000;

  private final LogConnection log;

  private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<String, Boolean>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > KNOWN_MAX;
    }
  });

  AuthorNames(LogConnection log) {
    this.log = log;
  }

  /** Done when each author of these has a name in the database. */
  Future<Void> note(List<Append> appends) {
    NavigableMap<String, String> unknown = new TreeMap<>();
    for (Append append : appends) {
      for (LoggedChange change : append.changes()) {
        if (!known.contains(change.actor())) {
          unknown.put(change.actor(), change.actorName());
        }
      }
    }
    if (unknown.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple names = Tuple.tuple()
        .addArrayOfString(unknown.keySet().toArray(String[]::new))
        .addArrayOfString(unknown.values().toArray(String[]::new));
    return log.execute(client -> client.preparedQuery(Sql.NOTE_NAMES).execute(names))
        .onSuccess(noted -> known.addAll(unknown.keySet()))
        .mapEmpty();
  }
}
