package dev.quotey.live.persistence;

import dev.quotey.live.config.StartupException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Takes a user's name out of the database. The logs, which name users by id, stay as they are. Blocks. */
public final class Erasure {
  private static final String ERASE = "SELECT erase_user(?)";

  private Erasure() {}

  /**
   * @param owner the user who owns the tables
   * @return in how many logged changes the name stays, because their hash is over it; empty where nobody
   *     knows the user
   * @throws StartupException if the database cannot be reached or changed
   */
  public static OptionalLong run(DatabaseLocation owner, String userId) {
    try (Connection connection =
            DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
        PreparedStatement statement = connection.prepareStatement(ERASE)) {
      statement.setString(1, userId);
      ResultSet rows = statement.executeQuery();
      rows.next();
      long kept = rows.getLong(1);
      return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(kept);
    } catch (SQLException e) {
      throw new StartupException(
          "The database " + owner + " was left as it was: " + e.getMessage() + ".", e);
    }
  }
}
