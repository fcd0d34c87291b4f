package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.quotey.live.server.ServerProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What browsers tell of what they have painted, and the page that shows the KPIs. */
class KpiPageIT {
  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName(
      "[KP5] what a browser has painted of others is told, what it did itself is not, and the page shows it")
  void painted() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    Editor ben = editors.open("ben", quote);
    ana.set("a", "quantity", "11").saved();
    ben.sees("a", "quantity", "11").set("a", "quantity", "12").saved();
    ana.sees("a", "quantity", "12");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(told()).isEqualTo(2));

    Page page = editors.page(new Browser.NewContextOptions(), "/kpi.html?user=ana");
    page.locator("#fault").getByText("only an operator reads the KPIs").waitFor();
    page.navigate(page.url().replace("ana", "eva"));
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
      page.reload();
      page.locator(".kpi").nth(4).waitFor();
      assertThat(page.locator(".kpi").nth(0).textContent()).contains("at a time2missed");
      assertThat(page.locator(".kpi").nth(1).textContent())
          .containsPattern("\\d+ ms at p95")
          .contains("2 of 2 within 500 ms");
      assertThat(page.locator(".kpi").nth(4).textContent()).contains("1 of 1 edited sessions");
    });
    assertThat(page.locator(".kpi svg .line").count()).isEqualTo(5);
    assertThat(page.locator(".kpi").nth(4).locator(".dot").count()).isPositive();
  }

  @Test
  @DisplayName(
      "[KP6] an edit says how long it waited to be sent, and who has painted it tells by when it was made")
  void made() throws Exception {
    String quote = editors.quote();
    Page page = editors.page(new Browser.NewContextOptions(), "/");
    List<JsonObject> sent = new CopyOnWriteArrayList<>();
    List<JsonObject> received = new CopyOnWriteArrayList<>();
    page.onWebSocket(socket -> {
      socket.onFrameSent(frame -> sent.addAll(messages(frame.text())));
      socket.onFrameReceived(frame -> {
        // SockJS marks a list of messages by an "a".
        if (frame.text().startsWith("a")) {
          received.addAll(messages(frame.text().substring(1)));
        }
      });
    });
    page.navigate("http://localhost:" + editors.server().port() + "/quotes/" + quote + "?user=ben");
    Editor ben = new Editor(page).live();
    Editor ana = editors.open("ana", quote);
    ana.set("a", "quantity", "11").saved();
    ben.sees("a", "quantity", "11").set("a", "quantity", "12").saved();
    ana.sees("a", "quantity", "12");
    page.waitForCondition(() -> to(sent, ".painted").size() == 1);
    assertThat(to(sent, ".submit"))
        .singleElement()
        .satisfies(submit -> assertThat(submit.getJsonObject("headers").getInteger("waited_ms"))
            .isBetween(0, 20_000));
    List<JsonObject> commits = to(received, ".events").stream()
        .map(message -> message.getJsonObject("body"))
        .filter(event -> "committed".equals(event.getString("type")))
        .toList();
    assertThat(commits).hasSize(2).allSatisfy(commit -> {
      assertThat(commit.getInstant("made_at"))
          .isBetween(
              commit.getInstant("timestamp").minusSeconds(20),
              commit.getInstant("timestamp").plusMillis(1));
    });
    JsonObject painted = to(sent, ".painted")
        .getFirst()
        .getJsonObject("body")
        .getJsonArray("painted")
        .getJsonObject(0);
    assertThat(painted.getString("timestamp")).isEqualTo(commits.getFirst().getString("made_at"));
  }

  private static List<JsonObject> messages(String list) {
    return new JsonArray(list)
        .stream().map(text -> new JsonObject((String) text)).toList();
  }

  private static List<JsonObject> to(List<JsonObject> messages, String address) {
    return messages.stream()
        .filter(message -> message.getString("address", "").endsWith(address))
        .toList();
  }

  /** Of how many edits it was told when somebody else had painted them. */
  private static long told() throws Exception {
    ServerProcess server = editors.server();
    return new JsonObject(server.get("/api/kpi", server.token("eva")))
        .getJsonObject("sync_latency")
        .getJsonObject("within_500_ms")
        .getLong("denominator");
  }
}
