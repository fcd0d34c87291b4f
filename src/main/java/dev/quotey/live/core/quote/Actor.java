package dev.quotey.live.core.quote;

import java.util.Set;

/**
 * Who gives a command.
 *
 * @param roles what the host system lets the user do, such as {@code manager}
 */
public record Actor(String userId, Set<String> roles) {
  public Actor {
    roles = Set.copyOf(roles);
  }
}
