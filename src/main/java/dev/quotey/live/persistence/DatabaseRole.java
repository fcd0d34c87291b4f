package dev.quotey.live.persistence;

/** As what somebody works in the database, whoever they have logged in as. The migrations say what each may do. */
public enum DatabaseRole {
  /** The server: it appends to logs, and cannot change what is in them. */
  APPLICATION("quotey_app"),
  /** Whoever checks logs: it reads them, and writes nothing. */
  AUDIT("quotey_audit");

  private final String sqlName;

  DatabaseRole(String sqlName) {
    this.sqlName = sqlName;
  }

  String sqlName() {
    return sqlName;
  }
}
