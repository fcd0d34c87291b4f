package dev.quotey.live.bridge;

import dev.quotey.live.protocol.Grants;
import dev.quotey.live.protocol.Identity;
import java.time.Instant;
import java.util.Set;

/**
 * A user whom a token has shown.
 *
 * @param email an address that the host system has verified; empty where it says none
 * @param grants what the token lets the user do with quotes
 * @param issuedAt when the token was made, to the second
 * @param expiresAt until when it is good
 */
record User(
    String userId,
    String name,
    Set<String> roles,
    String email,
    Grants grants,
    Instant issuedAt,
    Instant expiresAt) {
  User {
    roles = Set.copyOf(roles);
  }

  Identity at(String socketId) {
    return new Identity(userId, name, socketId, roles);
  }
}
