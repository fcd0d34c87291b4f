package dev.quotey.live.bridge;

import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.core.sync.QuoteId;
import dev.quotey.live.protocol.Address;
import dev.quotey.live.protocol.AskRights;
import dev.quotey.live.protocol.Bus;
import dev.quotey.live.protocol.Rights;
import dev.quotey.live.protocol.Rights.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lets users to quotes as far as their rights go. What somebody may not see does not exist for them. */
final class Gate {
  private static final long TIMEOUT_MILLIS = 5_000;

  private final Vertx vertx;

  Gate(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Fails where that cannot be found out now. */
  Future<Rights> rights(User user, QuoteId quote) {
    AskRights question = new AskRights(user.userId(), user.roles(), user.grants(), quote);
    return Bus.request(vertx, Address.ACCESS, question, TIMEOUT_MILLIS);
  }

  /** Goes on with the user's rights in {@link Rest#identity}, or refuses. */
  void pass(RoutingContext context, QuoteId quote, Level least, Runnable next) {
    User user = Rest.user(context);
    rights(user, quote)
        .onComplete(
            rights -> {
              if (!rights.may(Level.VIEWER)) {
                Rest.refuse(context, 404, "QUOTE_NOT_FOUND", "there is no such quote");
              } else if (!rights.may(least)) {
                Rest.refuse(context, 403, "FORBIDDEN", "your access to this quote is less");
              } else {
                Rest.identify(context, user.at("").with(rights));
                next.run();
              }
            },
            fault -> Rest.unavailable(context));
  }

  /** The columns that are not for whom {@link #pass} has let in. */
  static Columns kept(RoutingContext context, Columns columns) {
    return Rest.identity(context).rights().allColumns() ? Columns.OPEN : columns;
  }

  /** Those of {@code things} whose quote the user sees. */
  <T> Future<List<T>> seen(User user, List<T> things, Function<T, QuoteId> quote) {
    List<Future<Rights>> rights =
        things.stream().map(thing -> rights(user, quote.apply(thing))).toList();
    return Future.all(rights).map(all -> {
      List<T> seen = new ArrayList<>();
      for (int i = 0; i < things.size(); i++) {
        if (rights.get(i).result().may(Level.VIEWER)) {
          seen.add(things.get(i));
        }
      }
      return seen;
    });
  }
}
