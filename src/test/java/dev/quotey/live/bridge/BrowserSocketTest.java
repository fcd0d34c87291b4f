package dev.quotey.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.Meters;
import dev.quotey.live.protocol.EdgeNotice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A browser that takes in what it is sent only when the test says so. */
class BrowserSocketTest {
  private static final SessionId SESSION = new SessionId("s_1");
  private static final String KILOBYTE = "x".repeat(1_024);

  private final List<String> sent = new ArrayList<>();
  private final Deque<Promise<Void>> unsent = new ArrayDeque<>();
  private boolean paused;
  private long now;
  private final BrowserSocket browser = new BrowserSocket(
      socket(), new SocketRights(0, () -> now), () -> now, Meters.unread().sockets());

  private SockJSSocket socket() {
    return (SockJSSocket) Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {SockJSSocket.class}, (self, method, given) -> {
          switch (method.getName()) {
            case "pause" -> paused = true;
            case "resume" -> paused = false;
            case "uri" -> {
              return "/eventbus/websocket";
            }
            case "write" -> {
              return write((Buffer) given[0]);
            }
            default -> throw new UnsupportedOperationException(method.getName());
          }
          return self;
        });
  }

  private Future<Void> write(Buffer frame) {
    sent.add(frame.toString());
    Promise<Void> promise = Promise.promise();
    unsent.add(promise);
    return promise.future();
  }

  private void takeIn() {
    while (!unsent.isEmpty()) {
      unsent.poll().complete();
    }
  }

  private void deliver(String type, boolean sheddable) {
    JsonObject event = new JsonObject().put("type", type).put("filling", KILOBYTE);
    EdgeNotice notice = EdgeNotice.of(SESSION, event, sheddable);
    browser.deliver(notice, Buffer.buffer(notice.frame()));
  }

  private long sent(String type) {
    return sent.stream().filter(frame -> frame.contains("\"" + type + "\"")).count();
  }

  @Test
  @DisplayName("[BP1] a browser that does not keep up gets no presence first, and all edits still")
  void presenceFirst() {
    for (int i = 0; i < 200; i++) {
      deliver("presence", true);
      deliver("committed", false);
    }
    assertThat(sent("committed")).isEqualTo(200);
    assertThat(sent("presence")).isLessThan(40);
    takeIn();
    deliver("presence", true);
    assertThat(sent.getLast()).contains("presence");
  }

  @Test
  @DisplayName(
      "[BP2] what a browser has not taken in is bounded: it misses edits, is not listened to, and"
          + " is told to join again as soon as it has taken in the rest")
  void bounded() {
    for (int i = 0; i < 5_000; i++) {
      deliver("committed", false);
    }
    long bytes = sent.stream().mapToLong(String::length).sum();
    assertThat(bytes).isBetween(1024L * 1024, 1024L * 1024 + 2_000);
    assertThat(paused).isTrue();
    assertThat(sent("resync")).isZero();
    takeIn();
    assertThat(paused).isFalse();
    assertThat(sent("resync")).isEqualTo(1);
    takeIn();
    deliver("committed", false);
    assertThat(sent.getLast()).contains("committed");
    assertThat(sent("resync")).isEqualTo(1);
  }

  @Test
  @DisplayName("[BP3] requests of one browser that are not answered are bounded")
  void requests() {
    for (int i = 0; i < BrowserSocket.IN_FLIGHT_MAX; i++) {
      assertThat(browser.begin()).isTrue();
    }
    assertThat(browser.begin()).isFalse();
    browser.end();
    assertThat(browser.begin()).isTrue();
  }

  @Test
  @DisplayName("[BP4] a browser that takes nothing in for long is taken for lost, though it speaks")
  void stalled() {
    deliver("committed", false);
    now = 50_000;
    browser.heard();
    assertThat(browser.isSilentSince(now - 10_000)).isTrue();
    takeIn();
    assertThat(browser.isSilentSince(now - 10_000)).isFalse();
    now = 70_000;
    assertThat(browser.isSilentSince(now - 10_000)).isTrue();
  }
}
