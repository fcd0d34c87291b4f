package dev.quotey.live.metrics;

import dev.quotey.live.metrics.SessionMeters.ConflictKind;
import dev.quotey.live.metrics.SessionMeters.End;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a node counts for the KPIs of the contract, under the names by which it is kept. */
public enum KpiCount {
  /** The most people who could edit one quote at a time: of several counts the highest holds. */
  EDITORS_MAX,
  CONFLICTS_MERGED,
  CONFLICTS_TIEBREAK,
  CONFLICTS_NOOP,
  CONFLICTS_UNRESOLVED,
  STAYS_LEFT,
  STAYS_RESUMED,
  STAYS_LOST,
  STAYS_SESSION_ENDED,
  /** Edits that others have seen within so many milliseconds, those of the smaller bounds not counted again. */
  SYNC_10(10),
  SYNC_20(20),
  SYNC_50(50),
  SYNC_100(100),
  SYNC_150(150),
  SYNC_200(200),
  SYNC_300(300),
  SYNC_500(500),
  SYNC_1000(1_000),
  SYNC_2000(2_000),
  SYNC_5000(5_000),
  SYNC_LONGER(Long.MAX_VALUE);

  /** The bounds of sync latency, the lowest first. */
  public static final List<KpiCount> SYNC_BOUNDS =
      Arrays.stream(values()).filter(one -> one.syncMillis != 0).toList();

  private final long syncMillis;

  KpiCount() {
    this(0);
  }

  KpiCount(long syncMillis) {
    this.syncMillis = syncMillis;
  }

  /** Its name where it is kept. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The milliseconds that a sync latency counted here has at most; 0 for what is none. */
  public long syncMillis() {
    return syncMillis;
  }

  static KpiCount of(ConflictKind kind) {
    return switch (kind) {
      case MERGED -> CONFLICTS_MERGED;
      case OVERWRITTEN, SAME_ID -> CONFLICTS_TIEBREAK;
      case DELETED, SAME -> CONFLICTS_NOOP;
      case UNRESOLVED -> CONFLICTS_UNRESOLVED;
    };
  }

  static KpiCount of(End end) {
    return switch (end) {
      case LEFT -> STAYS_LEFT;
      case RESUMED -> STAYS_RESUMED;
      case LOST -> STAYS_LOST;
      case SESSION_ENDED -> STAYS_SESSION_ENDED;
    };
  }
}
