package dev.quotey.live.fakeslack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What people would see, and what the app has called. Safe for any thread. */
public final class Workspace {
  /** How long a status shows that is neither renewed nor cleared. */
  static final Duration STATUS_TIME = Duration.ofMinutes(2);

  private static final int MESSAGES_MAX = 10_000;
  private static final int CALLS_MAX = 100_000;
  private static final int ASIDES_MAX = 1_000;

  private final InstantSource clock;
  private final Map<String, NavigableMap<String, Message>> channels = new LinkedHashMap<>();
  private final Set<String> broadcasts = new HashSet<>();
  private final Map<String, Status> statuses = new HashMap<>();
  private final Deque<Shared> shared = new ArrayDeque<>();
  private final Deque<Unfurl> unfurls = new ArrayDeque<>();
  private final Deque<Ephemeral> ephemerals = new ArrayDeque<>();
  private final Deque<Call> calls = new ArrayDeque<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long lastMicros;
  private long version;

  Workspace(InstantSource clock) {
    this.clock = clock;
    Team.CHANNELS.keySet().forEach(id -> channels.put(id, new TreeMap<>()));
  }

  /**
   * A message in a channel.
   *
   * @param ts what names it in its channel
   * @param threadTs the root, for a reply
   * @param author {@code app}, or a user id
   * @param blocks not to be changed
   * @param updates how often it was edited
   * @param mentions who is called, such as {@code <@U0ANA>} or {@code <!channel>}
   * @param links what can be followed, links of buttons too
   */
  public record Message(
      String channel,
      String ts,
      Optional<String> threadTs,
      String author,
      String text,
      JsonArray blocks,
      Optional<JsonObject> metadata,
      int updates,
      List<String> mentions,
      List<String> links) {
    /** All the text a person reads: that of the blocks, one line for each, or else the text. */
    public String shownText() {
      return blocks.isEmpty() ? Mrkdwn.shown(text) : Blocks.shown(blocks);
    }
  }

  /**
   * A preview under somebody's message, or in their composer.
   *
   * @param ts of the message; in a composer the unfurl id
   */
  public record Unfurl(String channel, String ts, String url, String text, JsonArray blocks) {
    /** All the text a person reads. */
    public String shownText() {
      return blocks.isEmpty() ? Mrkdwn.shown(text) : Blocks.shown(blocks);
    }
  }

  /**
   * What one person sees.
   *
   * @param threadTs the thread that it stands in
   */
  public record Ephemeral(
      String channel,
      String user,
      String text,
      JsonArray blocks,
      String ts,
      Optional<String> threadTs) {
    /** All the text a person reads. */
    public String shownText() {
      return blocks.isEmpty() ? Mrkdwn.shown(text) : Blocks.shown(blocks);
    }
  }

  /**
   * A call of the Web API, or of a response URL ({@code response_url}).
   *
   * @param channel empty where the call has none
   * @param error Slack's code; empty where it went well, {@code ratelimited} for 429
   */
  public record Call(String method, String channel, Instant at, boolean ok, String error) {}

  /** Links that an app may unfurl: of a message, or of a composer, where {@code ts} is the unfurl id. */
  record Shared(String channel, String ts, String unfurlId, String source, List<String> links) {}

  private record Status(String text, Instant until) {}

  /** All messages of a channel, replies too, oldest first. */
  public synchronized List<Message> messages(String channel) {
    return List.copyOf(of(channel).values());
  }

  /** A thread, its root first. */
  public synchronized List<Message> thread(String channel, String threadTs) {
    return of(channel).values().stream()
        .filter(one -> one.ts().equals(threadTs) || one.threadTs().equals(Optional.of(threadTs)))
        .toList();
  }

  public synchronized Optional<Message> message(String channel, String ts) {
    return Optional.ofNullable(of(channel).get(ts));
  }

  /** The status of the app in a thread, as it shows now. */
  public synchronized Optional<String> status(String channel, String threadTs) {
    return Optional.ofNullable(statuses.get(key(channel, threadTs)))
        .filter(status -> status.until().isAfter(clock.instant()))
        .map(Status::text);
  }

  public synchronized List<Unfurl> unfurls() {
    return List.copyOf(unfurls);
  }

  public synchronized List<Ephemeral> ephemerals() {
    return List.copyOf(ephemerals);
  }

  /** Every call, refused ones too, oldest first. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The listener is called after each change, on the thread of the change. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Grows with each change. */
  synchronized long version() {
    return version;
  }

  /** Whether a reply shows in its channel too. */
  synchronized boolean broadcast(String channel, String ts) {
    return broadcasts.contains(key(channel, ts));
  }

  synchronized Optional<Shared> shared(Predicate<Shared> which) {
    return shared.stream().filter(which).findFirst();
  }

  Message post(
      String channel, Optional<String> thread, String author, Content content, boolean broadcast) {
    Message message;
    synchronized (this) {
      String ts = nextTs();
      message = message(channel, ts, thread, author, content, 0);
      put(message);
      if (broadcast) {
        broadcasts.add(key(channel, ts));
      }
      if (author.equals(Team.APP)) {
        statuses.remove(key(channel, thread.orElse(ts)));
      }
    }
    changed();
    return message;
  }

  Message edit(Message old, Content content) {
    Optional<JsonObject> metadata = content.metadata().or(old::metadata);
    Content kept = new Content(
        content.text(),
        content.blocks(),
        metadata.filter(one -> !one.isEmpty()),
        content.mentions(),
        content.links());
    Message edited =
        message(old.channel(), old.ts(), old.threadTs(), old.author(), kept, old.updates() + 1);
    synchronized (this) {
      put(edited);
    }
    changed();
    return edited;
  }

  void remove(Message message) {
    synchronized (this) {
      of(message.channel()).remove(message.ts());
      broadcasts.remove(key(message.channel(), message.ts()));
    }
    changed();
  }

  Ephemeral whisper(String channel, String user, Optional<String> thread, Content content) {
    Ephemeral aside;
    synchronized (this) {
      aside = new Ephemeral(channel, user, content.text(), content.blocks(), nextTs(), thread);
      keep(ephemerals, aside, ASIDES_MAX);
    }
    changed();
    return aside;
  }

  void unwhisper(String ts) {
    synchronized (this) {
      ephemerals.removeIf(one -> one.ts().equals(ts));
    }
    changed();
  }

  void unfurl(Unfurl unfurl) {
    synchronized (this) {
      unfurls.removeIf(old -> old.ts().equals(unfurl.ts()) && old.url().equals(unfurl.url()));
      keep(unfurls, unfurl, ASIDES_MAX);
    }
    changed();
  }

  void share(Shared links) {
    synchronized (this) {
      keep(shared, links, ASIDES_MAX);
    }
    changed();
  }

  void status(String channel, String threadTs, String text) {
    synchronized (this) {
      if (text.isEmpty()) {
        statuses.remove(key(channel, threadTs));
      } else {
        statuses.put(key(channel, threadTs), new Status(text, clock.instant().plus(STATUS_TIME)));
      }
    }
    changed();
  }

  /** Takes away what has shown for long enough. */
  void expire() {
    boolean gone;
    synchronized (this) {
      gone = statuses.values().removeIf(old -> !old.until().isAfter(clock.instant()));
    }
    if (gone) {
      changed();
    }
  }

  void called(Call call) {
    synchronized (this) {
      keep(calls, call, CALLS_MAX);
    }
    changed();
  }

  /** Tells the listeners that something shows otherwise. */
  void changed() {
    synchronized (this) {
      version++;
    }
    listeners.forEach(Runnable::run);
  }

  /** What a restart is to remember. */
  synchronized JsonObject remembered() {
    JsonArray messages = new JsonArray();
    channels
        .values()
        .forEach(channel -> channel.values().forEach(one -> messages.add(Form.stored(one))));
    JsonArray previews = new JsonArray();
    unfurls.forEach(one -> previews.add(Form.stored(one)));
    JsonArray links = new JsonArray();
    shared.forEach(one -> links.add(Form.stored(one)));
    return new JsonObject()
        .put("messages", messages)
        .put("broadcasts", new JsonArray(new ArrayList<>(broadcasts)))
        .put("unfurls", previews)
        .put("shared", links);
  }

  /** Takes up what was remembered; throws a {@link RuntimeException} where it is none of ours. */
  synchronized void remember(JsonObject remembered) {
    for (Object one : remembered.getJsonArray("messages")) {
      Message message = Form.message((JsonObject) one);
      put(message);
      lastMicros = Math.max(lastMicros, micros(message.ts()));
    }
    remembered.getJsonArray("broadcasts").forEach(one -> broadcasts.add((String) one));
    remembered.getJsonArray("unfurls").forEach(one -> unfurls.add(Form.unfurl((JsonObject) one)));
    remembered.getJsonArray("shared").forEach(one -> shared.add(Form.shared((JsonObject) one)));
  }

  private static Message message(
      String channel,
      String ts,
      Optional<String> thread,
      String author,
      Content content,
      int updates) {
    return new Message(
        channel,
        ts,
        thread,
        author,
        content.text(),
        content.blocks(),
        content.metadata().filter(one -> !one.isEmpty()),
        updates,
        content.mentions(),
        content.links());
  }

  private void put(Message message) {
    NavigableMap<String, Message> channel = of(message.channel());
    channel.put(message.ts(), message);
    if (channel.size() > MESSAGES_MAX) {
      channel.pollFirstEntry();
    }
  }

  private NavigableMap<String, Message> of(String channel) {
    return Optional.ofNullable(channels.get(channel)).orElseGet(TreeMap::new);
  }

  /** One place for a channel and a message in it. */
  private static String key(String channel, String ts) {
    return channel + "/" + ts;
  }

  /** Grows in the whole workspace, so in each channel, also when the clock does not. */
  private String nextTs() {
    lastMicros = Math.max(clock.millis() * 1_000, lastMicros + 100);
    return "%d.%06d".formatted(lastMicros / 1_000_000, lastMicros % 1_000_000);
  }

  private static long micros(String ts) {
    return Long.parseLong(ts.replace(".", ""));
  }

  private static <T> void keep(Deque<T> all, T one, int max) {
    all.addLast(one);
    if (all.size() > max) {
      all.removeFirst();
    }
  }
}
