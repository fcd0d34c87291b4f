package dev.quotey.live.bench;

import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client that edits, and times what it and the others see of each edit. */
final class Editor {
  private final LiveClient client;
  private final Edits edits;
  private final Map<ClientId, Editor> editors;
  private final LoadGenerator.Seat seat;
  private final Latencies acknowledge = new Latencies();
  private final Latencies sync = new Latencies();
  private Runnable onAcknowledged = () -> {};
  /** When each submission was made, in {@link System#nanoTime}; the first is of sequence 1. */
  private final List<Long> made = new ArrayList<>();

  private long acknowledged;

  /** @param editors of the same quote, this one soon among them */
  Editor(LiveClient client, Edits edits, Map<ClientId, Editor> editors, LoadGenerator.Seat seat) {
    this.client = client;
    this.edits = edits;
    this.editors = editors;
    this.seat = seat;
    editors.put(new ClientId(client.clientId()), this);
    client.onCommitted(this::committed);
  }

  void onAcknowledged(Runnable action) {
    onAcknowledged = action;
  }

  /** One edit, unless the one before is still in flight: then this turn is passed. */
  void edit() {
    if (client.hasPending()) {
      return;
    }
    Change change = edits.next(client.document());
    made.add(System.nanoTime());
    client.edit(change);
  }

  void moveCursor() {
    edits
        .place(client.document())
        .ifPresent(place -> client.moveCursor(place.path(), place.offset()));
  }

  private void committed(Frames.Commit commit) {
    Editor author = editors.get(commit.author());
    // One submission for each edit, in their order.
    long latency = System.nanoTime() - author.made.get((int) commit.sequence() - 1);
    if (author != this) {
      sync.add(latency);
    } else {
      acknowledged++;
      acknowledge.add(latency);
      onAcknowledged.run();
    }
  }

  boolean isAtRest() {
    return !client.hasPending();
  }

  LiveClient client() {
    return client;
  }

  LoadGenerator.Seat seat() {
    return seat;
  }

  long sent() {
    return made.size();
  }

  long acknowledged() {
    return acknowledged;
  }

  Latencies acknowledgeLatencies() {
    return acknowledge;
  }

  Latencies syncLatencies() {
    return sync;
  }
}
