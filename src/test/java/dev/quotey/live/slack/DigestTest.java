package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonMap;
import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.ot.Change;
import dev.quotey.live.core.ot.Ot;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.core.sync.CommittedChange;
import dev.quotey.live.core.sync.VectorClock;
import dev.quotey.live.protocol.LoggedChange;
import dev.quotey.live.protocol.OperationForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final String START = """
      {"customer":"Acme","lines":[
       {"id":"a","description":"Pro seats","quantity":10,"unit_cost":4,"notes":"old"},
       {"id":"b","description":"Support","quantity":1},
       {"id":"c","sku":"X-1","quantity":2}]}
      """;

  private final JsonMap before = (JsonMap) JsonText.parse(START);
  private final List<LoggedChange> changes = new ArrayList<>();
  private JsonMap document = before;

  private void edit(String name, String operations) {
    Change change = OperationForm.read(JsonText.parse("[" + operations + "]"));
    document = (JsonMap) Ot.apply(document, change);
    long revision = changes.size() + 1L;
    changes.add(new LoggedChange(
        new CommittedChange(
            revision,
            new ClientId("c"),
            revision,
            revision - 1,
            change,
            change,
            VectorClock.EMPTY,
            List.of()),
        name.toLowerCase(java.util.Locale.ROOT),
        name,
        Instant.EPOCH,
        ""));
  }

  private void set(String name, String path, String value) {
    edit(name, "{\"op_type\":\"set\",\"path\":\"%s\",\"value\":%s}".formatted(path, value));
  }

  private List<String> told() {
    return Digest.of(before, document, changes).sentences().stream()
        .map(one -> one.name() + " " + one.words().replace("\u2060", ""))
        .toList();
  }

  @Test
  @DisplayName("[SL4] what was set and set back says nothing, whoever did it")
  void setBack() {
    set("Ana", "/lines/#a/quantity", "12");
    set("Ben", "/lines/#a/quantity", "10");
    assertThat(told()).isEmpty();
  }

  @Test
  @DisplayName(
      "[SL4] of many changes of one value there is one sentence, of whoever made it what it is")
  void net() {
    set("Ana", "/lines/#a/quantity", "12");
    set("Ben", "/lines/#a/quantity", "15");
    set("Ana", "/customer", "\"Globex\"");
    set("Ana", "/valid_until", "\"2026-12-31\"");
    assertThat(told())
        .containsExactly(
            "Ben changed Quantity of “Pro seats” from 10 to 15",
            "Ana changed Customer from “Acme” to “Globex”",
            "Ana set Valid until to “2026-12-31”");
    assertThat(Digest.of(before, document, changes).counts())
        .containsEntry("Ana", 2L)
        .containsEntry("Ben", 1L);
  }

  @Test
  @DisplayName("[SL4] a line that is new or gone is one sentence, with all that was done in it")
  void lines() {
    edit("Ana", """
        {"op_type":"insert","path":"/lines","index":3,"value":{"id":"d","description":"Training"}}""");
    set("Ben", "/lines/#d/quantity", "3");
    set("Ben", "/lines/#b/quantity", "9");
    edit("Ana", "{\"op_type\":\"delete\",\"path\":\"/lines/#b\",\"index\":1}");
    assertThat(told()).containsExactly("Ana added “Training”", "Ana deleted “Support”");
  }

  @Test
  @DisplayName("[SL4] a line that came and went says nothing")
  void cameAndWent() {
    edit("Ana", """
        {"op_type":"insert","path":"/lines","index":0,"value":{"id":"d","description":"Training"}}""");
    edit("Ben", "{\"op_type\":\"delete\",\"path\":\"/lines/#d\",\"index\":0}");
    assertThat(told()).isEmpty();
  }

  @Test
  @DisplayName("[SL4] lines that were moved are told if they are somewhere else in the end")
  void moved() {
    edit("Ana", "{\"op_type\":\"move\",\"path\":\"/lines/#c\",\"index\":2,\"value\":0}");
    assertThat(told()).containsExactly("Ana moved “X-1”");
    edit("Ben", "{\"op_type\":\"move\",\"path\":\"/lines/#c\",\"index\":0,\"value\":2}");
    assertThat(told()).isEmpty();
  }

  @Test
  @DisplayName("[SL5] that a cost or an internal note changed is told, what it is now is not")
  void confidential() {
    set("Ana", "/lines/#a/unit_cost", "3.25");
    set("Ana", "/internal_notes", "\"they would pay more\"");
    set("Ana", "/lines/#a/notes", "\"long text\"");
    assertThat(told())
        .containsExactly(
            "Ana edited Unit cost of “Pro seats”",
            "Ana edited Internal notes",
            "Ana edited Notes of “Pro seats”");
  }

  @Test
  @DisplayName("[SL1] names and values of users are inert in sentences")
  void inert() {
    set("<!channel>", "/lines/#a/description", "\"<https://evil.example|x> *b*\"");
    String message = new Messages(new Pages("http://q.example", "k"))
        .digest(Digest.of(before, document, changes), before, document)
        .encode();
    assertThat(message).doesNotContain("<!channel>", "<https", "evil.example", "*b*");
  }

  @Test
  @DisplayName("[SL4] holds and approvals are no edits")
  void managed() {
    set("System", "/holds", "{\"a\":{\"user_id\":\"ana\"}}");
    set("System", "/status", "\"in_review\"");
    assertThat(told()).isEmpty();
  }
}
