package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonNumber;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.json.Path;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Operation;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.quote.Actor;
import dev.quotey.live.core.quote.QuoteCommand;
import dev.quotey.live.core.quote.Ruling;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.protocol.LogVerifier.Code;
import dev.quotey.live.protocol.LogVerifier.Fault;
import dev.quotey.live.protocol.PersistenceMessage.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Prices in a log that was otherwise not touched: as when the rules that compute them changed. */
class LogVerifierTest {
  private static final String KEY = "a key";
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final SessionId SESSION = new SessionId("s_1");
  private static final QuoteId QUOTE = new QuoteId("Q-1");
  private static final JsonMap START = (JsonMap) JsonText.parse(
      "{\"currency\":\"USD\",\"lines\":[{\"id\":\"a\",\"quantity\":1,\"list_price\":100}]}");

  private final List<LoggedChange> log = new ArrayList<>();
  private JsonValue document = START;
  private String hash = LogChain.start(SESSION, QUOTE, START);

  @Test
  @DisplayName("[AU5] a checkpoint signed for another price names its revision")
  void signedPrice() {
    append(quantity(2));
    Checkpoint sound = Checkpoint.sign(SESSION, 1, hash, document, KEY);
    append(quantity(3));
    assertThat(verify(sound)).isEmpty();
    Checkpoint other = Checkpoint.sign(SESSION, 2, hash, START, KEY);
    assertThat(other.total()).isEqualTo("100.00");
    assertThat(verify(sound, other)).hasValue(new Fault(2, Code.PRICE_MISMATCH));
  }

  @Test
  @DisplayName("[AU5] an approval of another price than the quote's names its revision")
  void approvedPrice() {
    append(quantity(2));
    Ruling ruling = new QuoteCommand.SubmitForApproval("")
        .decide((JsonMap) document, 1, new Actor("ana", Set.of()), NOW);
    append(((Ruling.Make) ruling).change());
    assertThat(verify()).isEmpty();
    append(Change.of(new Operation.Set(Path.parse("/approval/total"), JsonNumber.of(100))));
    assertThat(verify()).hasValue(new Fault(3, Code.PRICE_MISMATCH));
  }

  @Test
  @DisplayName(
      "[DA6] a name may change without the chain, but not one that an older version has hashed")
  void names() {
    appendOfOldVersion("Ana");
    append(quantity(3));
    assertThat(verify()).isEmpty();
    log.replaceAll(logged -> named(logged, "Erased user", logged.hashedName()));
    assertThat(verify()).isEmpty();
    LoggedChange old = log.getFirst();
    log.set(0, named(old, old.actorName(), Optional.of("Eva")));
    assertThat(verify()).hasValue(new Fault(1, Code.HASH_MISMATCH));
    log.set(0, named(old, old.actorName(), Optional.empty()));
    assertThat(verify()).hasValue(new Fault(1, Code.HASH_MISMATCH));
    log.set(0, old);
    log.set(1, named(log.get(1), "Ana", Optional.of("Ana")));
    assertThat(verify()).hasValue(new Fault(2, Code.HASH_MISMATCH));
  }

  @Test
  @DisplayName("[AU6] the hash is over the hash before it and the canonical JSON of what is logged")
  void canonical() throws NoSuchAlgorithmException {
    append(quantity(2));
    LoggedChange logged = named(log.getFirst(), "Ana", Optional.of("A\"\u00e9"));
    JsonValue content = JsonText.parse(
        """
            {"vector_clock":{"c":1},"submitted":OPS,"committed":OPS,"session_id":"s_1","revision":1,
             "base_revision":0,"client_id":"c","client_seq":1,"actor":"ana","actor_name":"A\\"é",
             "server_time":"2026-01-01T10:00:00Z"}
            """.replace("OPS", "[{\"op_type\":\"set\",\"path\":\"/lines/#a/quantity\",\"value\":2}]"));
    byte[] text = ("before" + JsonText.write(content)).getBytes(StandardCharsets.UTF_8);
    assertThat(LogChain.next("before", SESSION, logged))
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
  }

  /** As changes were logged when the name was part of what is hashed. */
  private void appendOfOldVersion(String name) {
    String before = hash;
    append(quantity(2));
    LoggedChange logged = named(log.getLast(), name, Optional.of(name));
    hash = LogChain.next(before, SESSION, logged);
    log.set(
        log.size() - 1,
        new LoggedChange(
            logged.change(), logged.actor(), name, Optional.of(name), logged.serverTime(), hash));
  }

  private static LoggedChange named(LoggedChange logged, String name, Optional<String> hashed) {
    return new LoggedChange(
        logged.change(), logged.actor(), name, hashed, logged.serverTime(), logged.hash());
  }

  private static Change quantity(long value) {
    return Change.of(new Operation.Set(Path.parse("/lines/#a/quantity"), JsonNumber.of(value)));
  }

  private void append(Change change) {
    long revision = log.size() + 1L;
    ClientId client = new ClientId("c");
    CommittedChange committed = new CommittedChange(
        revision,
        client,
        revision,
        revision - 1,
        change,
        change,
        VectorClock.of(Map.of(client, revision)),
        List.of());
    log.add(LoggedChange.following(hash, SESSION, committed, "ana", "Ana", NOW));
    hash = log.getLast().hash();
    document = Ot.apply(document, change);
  }

  private Optional<Fault> verify(Checkpoint... checkpoints) {
    return new LogVerifier(
            SESSION, QUOTE, List.of(new Snapshot(0, START)), List.of(checkpoints), KEY)
        .verify(log);
  }
}
