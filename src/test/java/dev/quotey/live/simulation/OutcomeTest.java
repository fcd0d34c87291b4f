package dev.quotey.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.ot.Difference;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.Approval;
import dev.quotey.live.core.quote.QuoteRules;
import dev.quotey.live.core.quote.QuoteSchema;
import dev.quotey.live.core.quote.RandomQuote;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.Decision;
import dev.quotey.live.core.sync.DocumentRules;
import dev.quotey.live.core.sync.Replica;
import dev.quotey.live.core.sync.Sequencer;
import dev.quotey.live.protocol.PricingForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** People edit one quote at once; what comes out costs what it would cost had nobody met. */
class OutcomeTest {
  private static final int QUOTES = Integer.getInteger("quotes", 1_000);
  private static final int ROUNDS = 12;

  @Test
  @DisplayName("[BL1] no conflict resolution changes what the same final quote would have cost")
  void outcome() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("outcomes, seed " + seed);
    int conflicts = 0;
    for (int i = 0; i < QUOTES; i++) {
      conflicts += run(new Random(seed + i), "seed " + (seed + i));
    }
    System.out.println("outcomes: " + conflicts + " conflicts in " + QUOTES + " quotes");
    assertThat(conflicts).isPositive();
  }

  /** Returns how many conflicts were resolved. */
  private static int run(Random random, String repro) {
    RandomQuote quotes = new RandomQuote(random);
    JsonMap start = quotes.quote();
    Sequencer server = new Sequencer(start, 0, Map.of(), DocumentRules.NONE);
    List<Replica> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(new Replica(new ClientId("c" + i), 0, start, 0));
    }
    List<CommittedChange> log = new ArrayList<>();
    int conflicts = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (Replica client : clients) {
        edit(client, quotes);
      }
      List<CommittedChange> committed = new ArrayList<>();
      for (Replica client : clients) {
        client.nextSubmission().ifPresent(submission -> {
          switch (server.submit(submission, new QuoteRules(client.clientId().value()))) {
            case Decision.Commit commit -> committed.add(commit.change());
            case Decision.Reject ignored -> client.onRejected();
            case Decision.Duplicate ignored -> throw new IllegalStateException(repro);
          }
        });
      }
      for (CommittedChange change : committed) {
        conflicts += change.conflicts().size();
        for (Replica client : clients) {
          client.onCommitted(
              change.revision(),
              change.clientId(),
              change.clientSequence(),
              change.committed(),
              List.of());
        }
      }
      log.addAll(committed);
    }
    check(server.document(), start, log, clients, repro);
    return conflicts;
  }

  private static void edit(Replica client, RandomQuote quotes) {
    JsonMap shown = (JsonMap) client.document();
    var change = quotes.edit(shown);
    JsonValue after = Ot.apply(shown, change);
    if (new QuoteRules("x").check(shown, after, change).isEmpty()) {
      client.edit(change);
    }
  }

  private static void check(
      JsonValue end,
      JsonMap start,
      List<CommittedChange> log,
      List<Replica> clients,
      String repro) {
    String cost = cost(end);
    assertThat(new QuoteSchema().validate(end)).as(repro).isEmpty();
    for (Replica client : clients) {
      assertThat(cost(client.document())).as(repro).isEqualTo(cost);
    }
    // The same quote come about in other ways: read from its text, typed in by one person at once,
    // replayed from the log.
    assertThat(cost(JsonText.parse(JsonText.write(end)))).as(repro).isEqualTo(cost);
    JsonValue typed = Ot.apply(start, Difference.between(start, (JsonMap) end, path -> false));
    assertThat(cost(typed)).as(repro).isEqualTo(cost);
    JsonValue replayed = start;
    for (CommittedChange change : log) {
      replayed = Ot.apply(replayed, change.committed());
    }
    assertThat(cost(replayed)).as(repro).isEqualTo(cost);
  }

  /** Prices with their trace, the approvals that policy asks for, and what an approval would pin. */
  private static String cost(JsonValue quote) {
    return JsonText.write(PricingForm.write((JsonMap) quote))
        + Approval.contentHash((JsonMap) quote);
  }
}
