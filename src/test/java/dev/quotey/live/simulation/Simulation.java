package dev.quotey.live.simulation;

import dev.quotey.live.core.json.JsonList;
import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.core.sync.Submission;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One schedule: two to six clients edit while the network and the server misbehave. Each step draws
 * from a random source of its own, so that leaving some steps out changes nothing in the others.
 */
final class Simulation {
  static final String DOCUMENT =
      "{\"t\":\"ab\uD83D\uDE00\",\"n\":1,\"lines\":[{\"id\":\"a\",\"q\":1,\"d\":\"x\"},"
          + "{\"id\":\"b\",\"q\":2,\"d\":\"y\"}]}";

  private static final int STEPS = 150;

  private final long seed;
  private final BitSet steps;
  private Random random;
  private final List<Client> clients = new ArrayList<>();
  private final List<CommittedChange> log = new ArrayList<>();
  private final Set<String> submitted = new HashSet<>();
  private final Set<String> rejected = new HashSet<>();
  private Sequencer server;
  private final RandomEdits edits = new RandomEdits(new Random());

  private static final class Client {
    private final Replica replica;
    private final List<Submission> toServer = new ArrayList<>();
    private long seen;

    Client(String id) {
      replica = new Replica(new ClientId(id), 0, JsonText.parse(DOCUMENT), 0);
    }
  }

  /** All the steps of a schedule. */
  static BitSet allSteps() {
    BitSet steps = new BitSet();
    steps.set(0, STEPS);
    return steps;
  }

  /** @param steps the steps to be taken; the others are left out */
  Simulation(long seed, BitSet steps) {
    this.seed = seed;
    this.steps = steps;
    random = sourceOf(-1);
    server = newServer();
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      clients.add(new Client("c" + i));
    }
  }

  private static Sequencer newServer() {
    return new Sequencer(JsonText.parse(DOCUMENT), 0, Map.of(), Simulation::check);
  }

  /** No line has more than 90: clients break that without knowing. */
  private static Optional<DocumentRules.Violation> check(
      JsonValue before, JsonValue document, Change change) {
    for (JsonValue line : (JsonList) ((JsonMap) document).get("lines").orElseThrow()) {
      if (((JsonMap) line).number("q").orElseThrow().value().intValue() > 90) {
        return Optional.of(new DocumentRules.Violation("TOO_MANY", Path.ROOT, "more than 90"));
      }
    }
    return Optional.empty();
  }

  /** Seeds that follow one another would give first numbers that do, too. */
  private Random sourceOf(int step) {
    return new Random((seed * 1_000_003 + step) * 0x9E3779B97F4A7C15L);
  }

  void run() {
    for (int step = steps.nextSetBit(0); step >= 0; step = steps.nextSetBit(step + 1)) {
      random = sourceOf(step);
      edits.drawFrom(random);
      Client client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> client.replica.edit(edits.next(client.replica.document()));
        case 3 -> send(client);
        case 4 -> deliverToServer(client);
        case 5 -> deliverToClient(client);
        case 6 -> reconnect(client);
        default -> {
          if (random.nextInt(10) == 0) {
            restartServer();
          }
        }
      }
    }
    random = sourceOf(STEPS);
    settle();
  }

  private void send(Client client) {
    client.replica.nextSubmission().ifPresent(submission -> {
      submitted.add(name(submission.clientId(), submission.clientSequence()));
      // Lost on its way in one of four; arrives twice in another.
      int copies = random.nextInt(4);
      for (int i = 0; i < Math.min(copies, 2); i++) {
        client.toServer.add(submission);
      }
    });
  }

  private void deliverToServer(Client client) {
    if (!client.toServer.isEmpty()) {
      Submission submission = client.toServer.remove(random.nextInt(client.toServer.size()));
      submit(client, submission, random.nextBoolean());
    }
  }

  private void submit(Client client, Submission submission, boolean answered) {
    switch (server.submit(submission)) {
      case Decision.Commit commit -> log.add(commit.change());
      case Decision.Duplicate duplicate -> {
        CommittedChange first = log.get((int) duplicate.revision() - 1);
        if (!first.clientId().equals(submission.clientId())) {
          throw new IllegalStateException("a duplicate names somebody else's revision");
        }
      }
      case Decision.Reject reject -> reject(client, submission, reject, answered);
    }
  }

  private void reject(
      Client client, Submission submission, Decision.Reject reject, boolean answered) {
    boolean waits = client.replica.inFlight().stream()
        .anyMatch(one -> one.clientSequence() == submission.clientSequence());
    if (reject.code().equals("STALE_REVISION")) {
      // A copy of an older submission came in between: the client comes back with a newer base.
      reconnect(client);
    } else if (!reject.code().equals("TOO_MANY")) {
      throw new IllegalStateException("rejected: " + reject);
    } else if (answered && waits) {
      rejected.add(name(submission.clientId(), submission.clientSequence()));
      client.replica.onRejected();
    }
  }

  private static String name(ClientId client, long sequence) {
    return client + "/" + sequence;
  }

  private void deliverToClient(Client client) {
    if (client.seen < log.size()) {
      CommittedChange change = log.get((int) client.seen++);
      client.replica.onCommitted(
          change.revision(), change.clientId(), change.clientSequence(), change.committed());
    }
  }

  /** What is in the air is lost; the client catches up and sends again what is in flight. */
  private void reconnect(Client client) {
    client.toServer.clear();
    while (client.seen < log.size()) {
      deliverToClient(client);
    }
    client.replica.inFlight().ifPresent(client.toServer::add);
  }

  /** The server forgets everything but its log. */
  private void restartServer() {
    server = newServer();
    log.forEach(server::replay);
  }

  private void settle() {
    boolean busy = true;
    while (busy) {
      busy = false;
      for (Client client : clients) {
        reconnect(client);
        if (client.toServer.isEmpty()) {
          client.replica.nextSubmission().ifPresent(submission -> {
            submitted.add(name(submission.clientId(), submission.clientSequence()));
            client.toServer.add(submission);
          });
        }
        while (!client.toServer.isEmpty()) {
          submit(client, client.toServer.remove(0), true);
          busy = true;
        }
        busy |= client.replica.hasPending() || client.seen < log.size();
      }
    }
  }

  List<CommittedChange> log() {
    return log;
  }

  Set<String> submitted() {
    return submitted;
  }

  Set<String> rejected() {
    return rejected;
  }

  List<String> committed() {
    return log.stream().map(one -> name(one.clientId(), one.clientSequence())).toList();
  }

  JsonValue serverDocument() {
    return server.document();
  }

  List<JsonValue> clientDocuments() {
    return clients.stream().map(client -> client.replica.document()).toList();
  }
}
