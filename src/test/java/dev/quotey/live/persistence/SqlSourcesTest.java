package dev.quotey.live.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody's text becomes part of a statement. */
class SqlSourcesTest {
  private static final String CLASS = "class Reader { %s }";

  @Test
  @DisplayName("[DA1] every statement is a constant, and values go beside it")
  void constants() throws IOException {
    List<String> faults = new ArrayList<>();
    int files = 0;
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(one -> one.toString().endsWith(".java")).toList()) {
        files++;
        SqlSources.faults(Files.readString(source))
            .forEach(fault -> faults.add(source.getFileName() + ": " + fault));
      }
    }
    assertThat(files).isGreaterThan(100);
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest(name = "[DA1] refused: {0}")
  @DisplayName("[DA1] a statement that is put together is found")
  @ValueSource(
      strings = {
        "void a(String id) { pool.preparedQuery(\"SELECT '\" + id + \"'\").execute(); }",
        "void a(String id) { pool.preparedQuery(\"SELECT %s\".formatted(id)).execute(); }",
        "void a(String id) { String sql = \"SELECT \" + id; pool.preparedQuery(sql).execute(); }",
        "void a(String sql) { pool.preparedQuery(sql).execute(); }",
        "void a(String sql) { b(sql); } private void b(String sql) { pool.preparedQuery(sql); }",
        "void a() { pool.query(\"SELECT 1\").execute(); }",
        "void a() { pool.preparedQuery(Sql.CHANGES + \" LIMIT 1\").execute(); }",
        "void a(Statement statement, String id) { statement.execute(\"DROP TABLE \" + id); }",
        "void a(String id) { connection.createStatement().executeQuery(\"SELECT \" + id); }",
        "void a(String id) { connection.prepareStatement(SqlFile.read(id)); }"
      })
  void violation(String member) throws IOException {
    assertThat(SqlSources.faults(CLASS.formatted(member))).isNotEmpty();
  }

  @Test
  @DisplayName("[DA1] a constant that is put together is found, too")
  void listOfStatements() throws IOException {
    assertThat(SqlSources.faults("final class Sql { static final String A = \"a\" + B; }"))
        .containsExactly("A is not one literal");
  }

  @Test
  @DisplayName("[DA1] a constant with its values beside it passes")
  void sound() throws IOException {
    String members = "private static final String OWN = \"SELECT $1\";"
        + "void a(String id) { b(OWN, id); pool.preparedQuery(Sql.CHANGES).execute(id); }"
        + "private void b(String sql, String id) { pool.preparedQuery(sql).execute(id); }";
    assertThat(SqlSources.faults(CLASS.formatted(members))).isEmpty();
  }
}
