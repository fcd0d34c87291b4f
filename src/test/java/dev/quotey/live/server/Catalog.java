package dev.quotey.live.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All that a database's catalog says of what people have made in it, but for internal numbers. */
final class Catalog {
  private static final List<String> QUERIES =
      List.of("""
      SELECT 'relation', n.nspname, c.relname, c.relkind, c.relacl::text, c.reloptions::text,
        pg_get_userbyid(c.relowner), obj_description(c.oid)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s ORDER BY 1, 2, 3""", """
      SELECT 'column', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull, a.attacl::text, pg_get_expr(d.adbin, d.adrelid), a.attisdropped
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE %s ORDER BY c.relname, a.attnum""", """
      SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %s ORDER BY 2, 3""", """
      SELECT 'index', c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE %s ORDER BY 2, 3""", """
      SELECT 'trigger', c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE %s ORDER BY 2, 3""", """
      SELECT 'function', p.proname, pg_get_functiondef(p.oid), p.proacl::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE %s AND p.prokind = 'f' ORDER BY 2, 3""", """
      SELECT 'type', t.typname, t.typacl::text FROM pg_type t
        JOIN pg_namespace n ON n.oid = t.typnamespace WHERE %s ORDER BY 2""", """
      SELECT 'schema', n.nspname, n.nspacl::text FROM pg_namespace n WHERE %s ORDER BY 2""", """
      SELECT 'role', r.rolname, r.rolsuper, r.rolcanlogin FROM pg_roles r, pg_namespace n
      WHERE r.rolname !~ '^pg_' AND %s ORDER BY 2""", """
      SELECT 'migration', version, checksum FROM flyway_schema_history, pg_namespace n
      WHERE %s ORDER BY installed_rank""");

  private Catalog() {}

  static List<String> of(Connection connection) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String query : QUERIES) {
        ResultSet found = statement.executeQuery(query.formatted("n.nspname = 'public'"));
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            row.append(found.getString(i)).append('|');
          }
          rows.add(row.toString());
        }
      }
    }
    return rows;
  }
}
