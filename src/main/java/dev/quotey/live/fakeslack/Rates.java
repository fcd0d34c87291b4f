package dev.quotey.live.fakeslack;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Slack's rates, by token buckets, one for each method, or for each method and channel. */
final class Rates {
  private static final Rate OTHERS = new Rate(20, 5, false);
  private static final Map<String, Rate> RATES = Map.of(
      "chat.postMessage", new Rate(60, 3, true),
      "chat.update", new Rate(50, 10, false),
      "chat.postEphemeral", new Rate(100, 20, false),
      "chat.unfurl", new Rate(50, 10, false),
      "assistant.threads.setStatus", new Rate(60, 10, true),
      "users.info", new Rate(100, 20, false),
      "conversations.replies", new Rate(50, 10, false),
      "apps.connections.open", new Rate(5, 5, false));

  private final InstantSource clock;
  private final int speed;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private record Rate(int perMinute, int burst, boolean perChannel) {}

  private static final class Bucket {
    private double tokens;
    private long filledMillis;
  }

  /** @param speed how many times as wide the rates are */
  Rates(InstantSource clock, int speed) {
    this.clock = clock;
    this.speed = speed;
  }

  /** Takes a token: 0, or the whole seconds until there is one. */
  long take(String method, String channel) {
    Rate rate = RATES.getOrDefault(method, OTHERS);
    // Channels that do not exist share a bucket, so that their names cannot fill the memory.
    String place = rate.perChannel() && Team.channel(channel).isPresent() ? channel : "";
    double full = (double) rate.burst() * speed;
    double perMilli = rate.perMinute() * (double) speed / 60_000;
    long now = clock.millis();
    Bucket bucket = buckets.computeIfAbsent(method + "/" + place, key -> {
      Bucket fresh = new Bucket();
      fresh.tokens = full;
      fresh.filledMillis = now;
      return fresh;
    });
    bucket.tokens = Math.min(full, bucket.tokens + (now - bucket.filledMillis) * perMilli);
    bucket.filledMillis = now;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((1 - bucket.tokens) / perMilli / 1_000));
  }
}
