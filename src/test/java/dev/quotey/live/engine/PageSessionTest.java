package dev.quotey.live.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.json.JsonText;
import dev.quotey.live.core.json.JsonValue;
import dev.quotey.live.core.sync.ClientId;
import dev.quotey.live.protocol.OperationForm;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A quote on a page, driven with the messages of a server. */
class PageSessionTest {
  private static final String NOTES = "/lines/#a/notes";
  private static final ClientId BEN = new ClientId("ben");

  private final PageSession page = PageMessage.session("ana", "ana", """
      {"body":{"revision":4,"client_seq":0,"snapshot":{"document":{"currency":"USD","lines":[
        {"id":"a","notes":"hello","quantity":1},{"id":"b","notes":"","quantity":1}]}}}}""");

  @Test
  @DisplayName(
      "[CU4] another's caret follows what is typed around it, and not its owner's own typing")
  void carets() {
    page.cursors().see(BEN, PageCursors.cursor(NOTES, 3), 4);
    commit(5, "cleo", "[{\"op_type\":\"text\",\"path\":\"/lines/#a/notes\",\"value\":[\"xx\"]}]");
    assertThat(shown()).contains("\"offset\":5");
    // Ben's own letter is in the place that he told already.
    page.cursors().see(BEN, PageCursors.cursor(NOTES, 6), 5);
    commit(6, "ben", "[{\"op_type\":\"text\",\"path\":\"/lines/#a/notes\",\"value\":[5,\"y\"]}]");
    assertThat(shown()).contains("\"offset\":6");
    page.setText(NOTES, "ZZ" + "xxhelylo");
    assertThat(shown()).contains("\"offset\":8");
  }

  @Test
  @DisplayName("[CU5] a caret that was told late is carried past what its owner had not seen")
  void lateCarets() {
    commit(5, "cleo", "[{\"op_type\":\"text\",\"path\":\"/lines/#a/notes\",\"value\":[\"xx\"]}]");
    page.cursors().see(BEN, PageCursors.cursor(NOTES, 3), 4);
    assertThat(shown()).contains("\"offset\":5");
    commit(6, "cleo", "[{\"op_type\":\"delete\",\"path\":\"/lines/#a\",\"index\":0}]");
    assertThat(shown()).isEqualTo("[]");
  }

  @Test
  @DisplayName("[CL6] who overwrites another's edit is told what was there, and can give it back")
  void gains() {
    page.setDecimal("/lines/#a/quantity", "7");
    commit(5, "ben", "[{\"op_type\":\"set\",\"path\":\"/lines/#a/quantity\",\"value\":5}]");
    var mine = page.replica().nextSubmission().orElseThrow();
    PageMessage.take(page, PageMessage.map(JsonText.parse("""
        {"revision":6,"client_id":"ana","client_seq":%d,
         "operations":[{"op_type":"set","path":"/lines/#a/quantity","value":7}],
         "conflicts":[{"kind":"OVERWRITTEN","stands_client_id":"ana","gave_way_client_id":"ben",
          "stands":{"op_type":"set","path":"/lines/#a/quantity","value":7},
          "gave_way":{"op_type":"set","path":"/lines/#a/quantity","value":5}}]}""".formatted(mine.clientSequence()))));
    String gains = page.activity().takeGains().toString();
    assertThat(gains)
        .contains("\"client_id\":\"ben\"", "\"restore\":[{\"op_type\":\"set\"", "\"value\":5}]");
    assertThat(page.activity().takeGains().toString()).isEqualTo("[]");
  }

  @Test
  @DisplayName(
      "[CL7] who deletes a line that another edits is told, and can bring back line and edit")
  void gainsOfDeletion() {
    page.make(page.pageLines().delete(Set.of("a")));
    var mine = page.replica().nextSubmission().orElseThrow();
    commit(5, "ana", OperationForm.write(mine.change()).toString());
    PageMessage.take(page, PageMessage.map(JsonText.parse("""
        {"revision":6,"client_id":"ben","client_seq":1,"operations":[],
         "conflicts":[{"kind":"DELETED","stands_client_id":"ana","gave_way_client_id":"ben",
          "stands":{"op_type":"delete","path":"/lines/#a","index":0},
          "gave_way":{"op_type":"set","path":"/lines/#a/quantity","value":9}}]}""")));
    JsonValue gains = page.activity().takeGains();
    assertThat(gains.toString())
        .contains("\"op_type\":\"insert\"", "/lines/#a/quantity\",\"value\":9");
  }

  @Test
  @DisplayName("[CL8] what was not committed when a session ended goes on in the next one")
  void continues() {
    page.setText(NOTES, "hello!");
    page.replica().nextSubmission();
    page.setText("/lines/#b/notes", "mine");
    commit(5, "ben", "[{\"op_type\":\"text\",\"path\":\"/lines/#a/notes\",\"value\":[\"> \"]}]");
    page.continueInNext();
    assertThat(page.replica().revision()).isZero();
    assertThat(page.replica().document().toString()).contains("> hello!", "mine");
    var next = page.replica().nextSubmission().orElseThrow();
    assertThat(next.baseRevision()).isZero();
    assertThat(next.change().operations()).hasSize(2);
    commit(1, "ana", OperationForm.write(next.change()).toString());
    assertThat(page.replica().hasPending()).isTrue();
  }

  @Test
  @DisplayName("[AC1] what was committed is told from what to what, once")
  void activity() {
    commit(5, "ben", "[{\"op_type\":\"add\",\"path\":\"/lines/#a/quantity\",\"value\":2.5}]");
    assertThat(page.activity().takeCommits().toString())
        .contains("\"before\":\"1\"", "\"after\":\"3.5\"", "\"client_id\":\"ben\"");
    assertThat(page.activity().takeCommits().toString()).isEqualTo("[]");
  }

  private String shown() {
    return page.shownCursors().toString();
  }

  private void commit(long revision, String client, String operations) {
    String text = "{\"revision\":%d,\"client_id\":\"%s\",\"client_seq\":1,\"operations\":%s}"
        .formatted(revision, client, operations);
    PageMessage.take(page, PageMessage.map(JsonText.parse(text)));
  }
}
