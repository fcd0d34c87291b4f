package dev.quotey.live.bench;

/** A client that edits, and times what it and the others see of each edit. */
final class Editor {
  private final LiveClient client;
  private final Edits edits;
  private final LoadGenerator.Fanout fanout;
  private final LoadGenerator.Seat seat;
  private final Latencies acknowledge = new Latencies();
  private final Latencies sync = new Latencies();
  private Runnable onAcknowledged = () -> {};
  private long sent;
  private long acknowledged;

  Editor(LiveClient client, Edits edits, LoadGenerator.Fanout fanout, LoadGenerator.Seat seat) {
    this.client = client;
    this.edits = edits;
    this.fanout = fanout;
    this.seat = seat;
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
    sent++;
    // The client sequence of this edit is known: one submission for each edit, from 1.
    fanout.edited(client.clientId() + "/" + sent, System.nanoTime());
    client.edit(edits.next(client.document()));
  }

  void moveCursor() {
    edits
        .place(client.document())
        .ifPresent(place -> client.moveCursor(place.path(), place.offset()));
  }

  private void committed(LiveClient.Commit commit) {
    String submission = commit.clientId() + "/" + commit.clientSequence();
    long latency = System.nanoTime() - fanout.editedAt(submission);
    if (!commit.clientId().equals(client.clientId())) {
      sync.add(latency);
    } else if (fanout.acknowledgedFirst(submission)) {
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
    return sent;
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
