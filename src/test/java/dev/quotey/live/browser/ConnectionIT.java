package dev.quotey.live.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose connection comes and goes. */
class ConnectionIT {
  @RegisterExtension
  static final Editors editors = new Editors();

  @Test
  @DisplayName("[UC1] what was typed before the network was cut stays, and arrives once")
  void cut() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote);
    try (CutProxy network = new CutProxy(editors.server().port())) {
      Editor ana = editors.through(network, "ana", quote);
      ana.edit("a", "notes", "End").type("one");
      ben.sees("a", "notes", "one");
      network.cut();
      ana.type(" two").sees("#state", "Reconnecting…");
      assertThat(ana.page().locator(".row.pending").count()).isEqualTo(1);
      ana.sees(".notice.connection", "What you have typed is kept");
      assertThat(ana.page().locator(".cell.editing input").inputValue()).isEqualTo("one two");
      assertThat((boolean) ana.page().evaluate("() => document.activeElement.readOnly"))
          .isTrue();
      assertThat(ana.page().locator("#add").isDisabled()).isTrue();
      ben.set("c", "quantity", "31").set("b", "quantity", "2").saved();
      network.mend();
      ana.live().saved().sees("c", "quantity", "31");
      ana.sees(".toast", "You’re back. 2 changes from Ben Carter while you were away.");
      ben.sees("a", "notes", "one two");
      assertThat(ana.page().locator(".row.pending").count()).isZero();
      ana.type("!").press("Enter").saved();
      ben.sees("a", "notes", "one two!");
      assertThat(ana.document()).isEqualTo(ben.document());
    }
  }

  @Test
  @DisplayName(
      "[UC2] the server is killed and comes back while somebody types; every letter is there once")
  void killed() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote).edit("a", "notes", "End").type("before ");
    Editor ben = editors.open("ben", quote).sees("a", "notes", "before ");
    Editor cleo = editors.open("cleo", quote).click("c", "sku");
    ana.sees(".other b", "Cleo Martin");
    editors.restartServer(() -> {
      ana.type("meanwhile ");
      // Whoever goes while the server is away leaves no ghost.
      cleo.page().context().close();
    });
    ana.live().type("after").press("Enter").saved();
    ben.live().sees("a", "notes", "before meanwhile after");
    assertThat(ana.document()).isEqualTo(ben.saved().document());
    assertThat(ana.texts("#people .avatar")).containsExactly("AS", "BC");
    assertThat(ana.texts(".other b")).noneMatch(text -> text.contains("Cleo"));
  }

  @Test
  @DisplayName(
      "[UC6] before an idle session closes anybody can keep it open, and later open it again")
  void idle() throws Exception {
    Map<String, String> settings = Map.of(
        "QUOTEY_SESSIONS_IDLE_TIMEOUT_SECONDS", "5",
        "QUOTEY_SESSIONS_IDLE_WARNING_SECONDS", "3");
    try (Editors idle = new Editors(settings).start()) {
      String quote = idle.quote();
      Editor ana = idle.open("ana", quote).set("a", "notes", "kept").saved();
      Editor ben = idle.open("ben", quote);
      ana.sees(".notice.closing", "Its session closes at").button("Keep it open");
      ben.page().waitForFunction("() => !document.querySelector('.notice.closing')");
      ben.sees(".notice.closing", "Its session closes at");
      ben.sees(".notice.connection", "its session was closed").sees("#state", "Closed");
      assertThat(ben.page().locator("#add").isDisabled()).isTrue();
      ben.button("Open again").live().set("a", "quantity", "8").saved();
      assertThat(ben.text("a", "notes")).isEqualTo("kept");
      idle.finish();
    }
  }

  @Test
  @DisplayName("[UC9] a page gets another token before its own runs out, and nobody notices")
  void renewed() throws Exception {
    Map<String, String> settings =
        Map.of("QUOTEY_DEVELOPMENT_TOKEN_SECONDS", "7", "QUOTEY_AUTH_LEEWAY_SECONDS", "1");
    try (Editors soon = new Editors(settings).start()) {
      AtomicInteger tickets = new AtomicInteger();
      Editor ana = soon.open("ana", soon.quote());
      ana.page().onResponse(response -> {
        if (response.url().endsWith("/api/tickets")) {
          tickets.incrementAndGet();
        }
      });
      ana.page()
          .evaluate(
              "() => { globalThis.states = []; quotey.on('state', one => states.push(one.state)); }");
      ana.page().waitForCondition(() -> tickets.get() == 2);
      ana.set("a", "notes", "with the third token").saved();
      assertThat((String) ana.page().evaluate("() => [...new Set(states)].join()"))
          .isEqualTo("live");
      soon.finish();
    }
  }

  @Test
  @DisplayName("[UC7] a server that is stopped for a new one is a reconnect and no error")
  void drained() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote).edit("a", "notes", "End").type("before ");
    editors.replaceServer(() -> ana.sees("#state", "Reconnecting…").type("meanwhile"));
    ana.live().press("Enter").saved().sees("a", "notes", "before meanwhile");
    assertThat(ana.texts(".notice")).isEmpty();
  }

  @Test
  @DisplayName(
      "[UC8] a page that has fallen out of step finds out, and takes the server's document")
  void divergence() throws Exception {
    String quote = editors.quote();
    Editor ana = editors.open("ana", quote);
    ana.page().evaluate("""
        async () => {
          const engine = await import('/assets/engine.js');
          // A fault that cannot happen: a commit that the server has not made.
          engine.committed(quotey.handle, JSON.stringify({ body: { revision: 1, client_id: 'nobody', client_seq: 1,
            operations: [{ op_type: 'set', path: '/customer', value: 'Wrong' }] } }));
          engine.rejected(quotey.handle);
        }""");
    Editor ben = editors.open("ben", quote);
    for (int i = 1; i <= 50; i++) {
      ben.page().evaluate("i => quotey.setDecimal('/lines/#a/quantity', String(100 + i))", i);
      ben.saved();
    }
    ana.sees(".toast", "This page had fallen out of step").live();
    ana.page().waitForFunction("() => quotey.header().customer === 'Acme'");
    assertThat(ana.document()).isEqualTo(ben.document());
  }

  @Test
  @DisplayName("[UC3] what was typed when the session ended meanwhile goes on in the next one")
  void nextSession() throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote);
    try (CutProxy network = new CutProxy(editors.server().port())) {
      Editor ana = editors.through(network, "ana", quote);
      ana.set("a", "quantity", "15").saved().edit("a", "notes", "End");
      network.cut();
      ana.type("kept").sees("#state", "Reconnecting…");
      ben.sees("a", "quantity", "15").set("b", "quantity", "4").saved();
      Object before = ben.page().evaluate("() => quotey.sessionId");
      closeSessions();
      ben.sees(".notice.connection", "its session was closed").button("Open again");
      ben.live().set("c", "quantity", "9").saved();
      assertThat(ben.page().evaluate("() => quotey.sessionId")).isNotEqualTo(before);
      network.mend();
      ana.live().press("Enter").saved().sees("c", "quantity", "9").sees("b", "quantity", "4");
      ben.sees("a", "notes", "kept");
      assertThat(ana.document()).isEqualTo(ben.document());
      assertThat(ana.press("Control+z").sees("a", "notes", "").text("a", "quantity"))
          .isEqualTo("15");
    }
  }

  /** Ends every session that is open. */
  private static void closeSessions() throws IOException, InterruptedException {
    editors
        .server()
        .post(
            "/api/sessions/close_inactive",
            editors.server().token("eva"),
            "{\"timeout_seconds\":0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xhr-streaming", "xhr-polling"})
  @DisplayName("[UC4] without a WebSocket two people edit all the same")
  void withoutWebSocket(String transport) throws Exception {
    String quote = editors.quote();
    Editor ben = editors.open("ben", quote);
    Editor ana =
        editors.open("ana", quote, new Browser.NewContextOptions(), "&transports=" + transport);
    ana.edit("a", "notes", "End").type("by xhr").press("Enter").saved();
    ben.sees("a", "notes", "by xhr").set("a", "quantity", "99");
    ana.sees("a", "quantity", "99");
    assertThat(ana.document()).isEqualTo(ben.document());
  }

  @Test
  @DisplayName("[UC5] a tab that may wake once a minute is heard of every minute for an hour")
  void background() throws Exception {
    String quote = editors.quote();
    AtomicInteger pings = new AtomicInteger();
    Page page = editors.page(new Browser.NewContextOptions(), "/");
    page.clock().install();
    page.onWebSocket(socket -> socket.onFrameSent(frame -> {
      if (frame.text() != null && frame.text().contains("ping")) {
        pings.incrementAndGet();
      }
    }));
    page.navigate("http://localhost:" + editors.server().port() + "/quotes/" + quote + "?user=ana");
    Editor ana = new Editor(page).live();
    for (int minute = 1; minute <= 60; minute++) {
      // Each timer that is due fires once, as in a tab that is throttled.
      page.clock().fastForward(60_000);
      assertThat(pings.get()).as("pings in minute " + minute).isGreaterThanOrEqualTo(minute);
    }
    page.clock().resume();
    ana.live().set("a", "quantity", "60").saved();
  }
}
