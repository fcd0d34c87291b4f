package dev.quotey.live.bridge;

import dev.quotey.live.config.AppConfig.Rate;
import dev.quotey.live.core.sync.SessionId;
import dev.quotey.live.protocol.Door;
import dev.quotey.live.protocol.SocketForm.Frame;
import dev.quotey.live.protocol.SocketForm.Kind;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** How much comes by one socket: what is too much is refused, and who goes on all the same is sent away. */
final class Meter {
  /** Refused messages that a socket may have sent at once, and how many a second are forgotten. */
  static final Rate OFFENCES = new Rate(5, 200);

  /** The same of a socket whose user is not known: there is nothing to say there but a ticket. */
  private static final Rate OFFENCES_OF_NOBODY = new Rate(1, 10);

  private final Set<SessionId> used = new HashSet<>();
  private final LongSupplier nanos;
  private TokenBucket patience;
  private Quotas.Share share;
  private boolean entered;

  /** @param nobody the share that counts until it is known whose socket it is */
  Meter(Quotas.Share nobody, LongSupplier nanos) {
    share = nobody;
    this.nanos = nanos;
    patience = new TokenBucket(OFFENCES_OF_NOBODY, nanos);
  }

  /** It is this user's socket from now on; false where the user has too many. */
  boolean enter(Quotas.Share user) {
    entered = entered || user.enter();
    if (entered && share != user) {
      share = user;
      patience = new TokenBucket(OFFENCES, nanos);
    }
    return entered;
  }

  /** How many milliseconds too early a message is; empty where it may pass. */
  OptionalLong early(Frame frame) {
    boolean sends = frame.kind() == Kind.SEND;
    if (sends && frame.replyAddress().isEmpty() && isAt(frame, Door.PRESENCE)) {
      return take(share.presence());
    }
    return take(sends && isAt(frame, Door.SUBMIT) ? share.submissions() : share.control());
  }

  /** The same of what is no message at all. */
  OptionalLong earlyNonsense() {
    return take(share.control());
  }

  private static OptionalLong take(TokenBucket bucket) {
    return bucket.take() ? OptionalLong.empty() : OptionalLong.of(bucket.waitMillis());
  }

  private static boolean isAt(Frame frame, Door door) {
    return frame.place().isPresent() && frame.place().get().word().equals(door.word());
  }

  /** Counts a refusal; whether there were too many: then the user does not come back for a while. */
  boolean isHopeless() {
    boolean hopeless = !patience.take();
    if (hopeless) {
      share.bar();
    }
    return hopeless;
  }

  /** Whether the user may say something in one more session. */
  boolean use(SessionId session) {
    return used.contains(session) || (share.use(session) && used.add(session));
  }

  void close() {
    used.forEach(share::unuse);
    used.clear();
    if (entered) {
      share.leave();
      entered = false;
    }
  }
}
