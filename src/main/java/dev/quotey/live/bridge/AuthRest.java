package dev.quotey.live.bridge;

import dev.quotey.live.protocol.AuthForm;
import dev.quotey.live.protocol.SessionForm;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** Signing in and out: tickets for sockets, tokens of sample users, and what ends them. */
final class AuthRest {
  private static final long BODY_BYTES_MAX = 8 * 1024;
  private static final String USER = "user";

  private final Tokens tokens;
  private final Tickets tickets;
  private final Revocations revocations;
  private final Quotas quotas;
  private final BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);

  AuthRest(Tokens tokens, Tickets tickets, Revocations revocations, Quotas quotas) {
    this.quotas = quotas;
    this.tokens = tokens;
    this.tickets = tickets;
    this.revocations = revocations;
  }

  /** What needs no token. */
  void mountOpen(Router router) {
    tokens
        .development()
        .ifPresent(development -> router
            .post("/dev/token")
            .handler(body)
            .handler(context -> token(context, development)));
  }

  void mount(Router router) {
    router.post("/api/tickets").handler(this::ticket);
    router
        .post("/api/logout")
        .handler(context -> revoke(context, Rest.identity(context).userId()));
    router
        .post("/api/revocations")
        .handler(body)
        .handler(Rest.forOperators("revokes the tokens of others", this::revokeOther));
  }

  private static void token(RoutingContext context, DevelopmentTokens development) {
    Optional<String> user = requestedUser(context);
    if (user.isEmpty()) {
      Rest.refuse(
          context, 400, "UNKNOWN_USER", "the sample users are " + DevelopmentTokens.USERS.keySet());
      return;
    }
    String id = user.get();
    context.json(SessionForm.user(DevelopmentTokens.USERS.get(id).at(""))
        .put("token", development.issue(id)));
  }

  private static Optional<String> requestedUser(RoutingContext context) {
    try {
      String user = String.valueOf(context.body().asJsonObject().getValue(USER));
      return DevelopmentTokens.USERS.containsKey(user) ? Optional.of(user) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private void ticket(RoutingContext context) {
    long barred = quotas.of(Rest.user(context).userId()).barredMillis();
    if (barred > 0) {
      Rest.refuseEarly(context, barred);
      return;
    }
    Optional<String> origin = Optional.ofNullable(context.request().getHeader("Origin"));
    context.json(AuthForm.ticket(tickets.issue(Rest.user(context), origin), Tickets.LIFE));
  }

  private void revokeOther(RoutingContext context) {
    Rest.body(context)
        .flatMap(AuthForm::readUserId)
        .ifPresentOrElse(
            user -> revoke(context, user),
            () -> Rest.refuse(context, 400, "MALFORMED_MESSAGE", "user_id is a user's id"));
  }

  private void revoke(RoutingContext context, String user) {
    revocations
        .revoke(user)
        .<JsonObject>map(at -> AuthForm.revoked(user, at))
        .onComplete(json -> Rest.answer(context, json), fault -> Rest.unavailable(context));
  }
}
