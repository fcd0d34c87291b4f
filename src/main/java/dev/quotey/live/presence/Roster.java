package dev.quotey.live.presence;

import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.PresenceForm;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is where in one session, by client, and what of it is still to be told. The last word of a
 * client wins; of one user at most one word goes into a batch. Knows no clock.
 */
final class Roster {
  /** Clients of one session; who comes later is not shown until somebody leaves. */
  static final int CLIENTS_MAX = 500;

  private record Seen(JsonObject update, long heardMillis) {}

  private final Map<ClientId, Seen> clients = new LinkedHashMap<>();
  private final Map<ClientId, JsonObject> waiting = new LinkedHashMap<>();

  /** A client id stays the user's who has it. */
  void tell(ClientId client, JsonObject update, long nowMillis) {
    Seen before = clients.get(client);
    boolean taken = before != null && !PresenceForm.isOfOneUser(before.update(), update);
    if (taken || (before == null && clients.size() >= CLIENTS_MAX)) {
      return;
    }
    clients.put(client, new Seen(update, nowMillis));
    waiting.put(client, update);
  }

  void leave(ClientId client) {
    Seen gone = clients.remove(client);
    if (gone != null) {
      waiting.put(client, PresenceForm.gone(gone.update()));
    }
  }

  /** Takes over what was kept elsewhere; what is known here already is newer. */
  void restore(Map<ClientId, JsonObject> updates, long nowMillis) {
    updates.forEach((client, update) -> clients.putIfAbsent(client, new Seen(update, nowMillis)));
  }

  /** Drops who was last heard of before {@code sinceMillis}; returns whether there was anybody. */
  boolean expire(long sinceMillis) {
    List<ClientId> silent = new ArrayList<>();
    clients.forEach((client, seen) -> {
      if (seen.heardMillis() < sinceMillis) {
        silent.add(client);
      }
    });
    silent.forEach(this::leave);
    return !silent.isEmpty();
  }

  /** What is to be told now; further words of the same users wait for the next batch. */
  Collection<JsonObject> takeBatch() {
    Set<String> users = new HashSet<>();
    Map<ClientId, JsonObject> batch = new LinkedHashMap<>();
    waiting.forEach((client, update) -> {
      if (users.add(PresenceForm.user(update))) {
        batch.put(client, update);
      }
    });
    waiting.keySet().removeAll(batch.keySet());
    return batch.values();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  List<JsonObject> all() {
    return clients.values().stream().map(Seen::update).toList();
  }
}
