package dev.quotey.live.slack;

import dev.quotey.live.config.AppConfig;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.metrics.SlackMeters;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.OutboxMessage.Answer;
import dev.quotey.live.protocol.OutboxMessage.EndTurn;
import dev.quotey.live.protocol.OutboxMessage.ReadUntold;
import dev.quotey.live.protocol.OutboxMessage.Sessions;
import dev.quotey.live.protocol.OutboxMessage.TakeTurn;
import dev.quotey.live.protocol.SessionSettings;
import dev.quotey.live.protocol.SlackMessage.Call;
import dev.quotey.live.protocol.SlackMessage.CallAnswer;
import dev.quotey.live.protocol.SlackMessage.News;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what happens in sessions and tells Slack of it in batches. Every node hears of its own sessions
 * and passes that on; the one node whose turn it is, by a lease in the database, reads the log and speaks.
 * To be deployed on virtual threads: its work is a sequence of waits.
 */
public final class SlackVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SlackVerticle.class);
  private static final Duration TURN = Duration.ofSeconds(8);
  private static final Duration TURN_AGAIN = Duration.ofSeconds(2);
  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final Duration SEND_AGAIN = Duration.ofSeconds(1);
  private static final Duration SEND_SOON = Duration.ofMillis(200);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration LOOK_URGENT = Duration.ofMillis(300);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final long PASS_ON_MILLIS = 250;

  /** Sessions that are looked after at once; the rest come with a later sweep. */
  private static final int WATCHED_MAX = 10_000;

  private final AppConfig.Slack settings;
  private final SessionSettings sessions;
  private final String node;
  private final Clock clock;
  private final SlackMeters meters;
  private final Pages pages;
  private final Map<SessionId, Watched> watched = new HashMap<>();
  private final Set<SessionId> heard = new HashSet<>();
  private boolean heardUrgent;
  private SlackApi api;
  private Reporter reporter;
  private Courier courier;
  private Cards cards;
  private Reception reception;
  private SocketMode socket;
  private Loop turns;
  private Loop looks;
  private Loop sends;

  /** Until when it is this node's turn, by its own clock. */
  private Instant turnUntil = Instant.EPOCH;

  private Instant sweepAt = Instant.EPOCH;

  /**
   * @param node this node's name
   * @param publicUrl how people outside reach the pages
   * @param linkKey signs links for one person
   */
  public SlackVerticle(
      AppConfig.Slack settings,
      SessionSettings sessions,
      String node,
      String publicUrl,
      String linkKey,
      Clock clock,
      SlackMeters meters) {
    this.meters = meters;
    this.settings = settings;
    this.sessions = sessions;
    this.node = node;
    this.clock = clock;
    this.pages = new Pages(publicUrl, linkKey);
  }

  @Override
  public Future<?> start() {
    api = new SlackApi(vertx, settings.apiUrl(), settings.botToken(), settings.appToken(), meters);
    Messages messages = new Messages(pages);
    Statuses statuses = new Statuses();
    courier = new Courier(vertx, clock, node, api, new Pacer(), statuses, messages, meters);
    reporter = new Reporter(
        vertx, settings.channel(), settings.digest(), sessions.idleWarning(), messages);
    cards = new Cards(vertx, clock, settings.card(), courier, reporter, statuses, pages);
    Actions actions = new Actions(vertx, clock, courier, new People(vertx, courier), api, pages);
    reception = new Reception(vertx, clock, new Signature(settings.signingSecrets()), actions);
    socket = new SocketMode(vertx, api, reception);
    turns = new Loop(vertx, this::takeTurn);
    looks = new Loop(vertx, this::look);
    sends = new Loop(vertx, this::send);
    List.of(turns, looks, sends).forEach(Loop::wake);
    return Future.all(
        Bus.<Call, CallAnswer>serve(vertx, Address.SLACK_CALLS, reception::call),
        vertx
            .eventBus()
            .<News>localConsumer(Address.SESSION_NEWS)
            .handler(message -> passOn(message.body()))
            .completion(),
        vertx
            .eventBus()
            .<News>consumer(Address.SLACK_NEWS)
            .handler(message -> hear(message.body()))
            .completion());
  }

  @Override
  public Future<?> stop() {
    List.of(turns, looks, sends).forEach(Loop::stop);
    socket.close();
    api.close();
    return isMyTurn()
        ? Bus.outbox(vertx, new EndTurn(node)).otherwiseEmpty()
        : Future.succeededFuture();
  }

  private boolean isMyTurn() {
    return clock.instant().isBefore(turnUntil);
  }

  private void passOn(News news) {
    heardUrgent |= news.urgent();
    if (heard.isEmpty()) {
      vertx.setTimer(PASS_ON_MILLIS, timer -> {
        Bus.publish(vertx, Address.SLACK_NEWS, new News(Set.copyOf(heard), heardUrgent));
        heard.clear();
        heardUrgent = false;
      });
    }
    heard.addAll(news.sessionIds());
  }

  private void hear(News news) {
    if (isMyTurn()) {
      news.sessionIds().forEach(session -> watch(session, news.urgent()));
      looks.wake();
    }
  }

  private void watch(SessionId session, boolean urgent) {
    Instant now = clock.instant();
    if (watched.size() < WATCHED_MAX || watched.containsKey(session)) {
      Watched one = watched.computeIfAbsent(session, id -> new Watched(id, now));
      Instant soon = one.lookedAt.plus(urgent ? LOOK_URGENT : LOOK_AGAIN);
      one.lookBy(soon.isAfter(now) ? soon : now);
    }
  }

  private Duration takeTurn() {
    Instant asked = clock.instant();
    boolean before = isMyTurn();
    if (Future.await(Bus.outbox(vertx, new TakeTurn(node, TURN))) instanceof Answer taken
        && taken.yes()) {
      // A little less than the database gives, so that clocks need not run alike.
      turnUntil = asked.plus(TURN).minusSeconds(1);
    }
    if (isMyTurn() && !before) {
      LOG.info("this node speaks to Slack node={}", node);
      watched.clear();
      sweepAt = asked;
    }
    socket.use(isMyTurn() && !settings.appToken().isEmpty());
    if (isMyTurn() && !sweepAt.isAfter(asked)) {
      sweepAt = asked.plus(SWEEP);
      Sessions untold = (Sessions) Future.await(Bus.outbox(vertx, new ReadUntold()));
      untold.sessionIds().forEach(session -> watch(session, false));
      looks.wake();
      reception.doUndone();
    }
    return TURN_AGAIN;
  }

  /** Looks at the sessions in which something has happened, or is due. */
  private Duration look() {
    Instant now = clock.instant();
    if (!isMyTurn()) {
      return REST;
    }
    for (Watched one : new ArrayList<>(watched.values())) {
      if (!one.lookAt.isAfter(now)) {
        one.look(now);
        try {
          look(one);
        } finally {
          one.looked();
        }
      }
    }
    sends.wake();
    Instant next = watched.values().stream()
        .map(one -> one.lookAt)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
    Duration rest = next.equals(Instant.MAX) ? REST : Duration.between(clock.instant(), next);
    return rest.compareTo(REST) < 0 ? rest : REST;
  }

  private void look(Watched one) {
    try {
      reporter.look(one);
    } catch (Exception e) {
      LOG.warn("not looked at session_id={} cause={}", one.session, e.toString());
      one.lookBy(clock.instant().plus(LOOK_AGAIN));
      return;
    }
    reporter.nextLook(one).ifPresent(time -> {
      // Times of the database; a little later, so that they are past there.
      Duration until = Duration.between(one.story.orElseThrow().at(), time).plusMillis(50);
      one.lookBy(clock.instant().plus(until.isNegative() ? LOOK_AGAIN : until));
    });
  }

  private Duration send() {
    meters.speaks(isMyTurn());
    if (!isMyTurn()) {
      return REST;
    }
    boolean waits = courier.send();
    cards.send(List.copyOf(watched.values()));
    watched.values().removeIf(one -> one.isTold() && cardIsDone(one));
    return waits ? SEND_SOON : SEND_AGAIN;
  }

  private boolean cardIsDone(Watched one) {
    return one.story.isEmpty() || cards.isShown(one);
  }
}
