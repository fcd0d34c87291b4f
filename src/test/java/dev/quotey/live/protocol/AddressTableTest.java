package dev.quotey.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.core.sync.SessionId;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AddressTableTest {
  private static final Pattern ROW = Pattern.compile(
      "^\\| `([a-z_.{}]+)` \\| .+ → .+ \\| (request|send|publish) \\|", Pattern.MULTILINE);
  private static final SessionId SESSION = new SessionId("s_1");

  @Test
  @DisplayName(
      "[AR4] the message tables of docs/ARCHITECTURE.md have a row for each address and door")
  void table() throws Exception {
    Set<String> all = addresses();
    all.addAll(ofBrowsers());
    for (Door door : Door.values()) {
      all.add(SocketForm.address(SESSION, door).replace("s_1", "{s}"));
    }
    all.add(SocketForm.events(SESSION).replace("s_1", "{s}"));
    assertThat(documented()).isEqualTo(all);
  }

  @Test
  @DisplayName("[AR5] what browsers may send to and listen to is said to be theirs in the table")
  void browsers() throws IOException {
    String table = Files.readString(Path.of("docs/ARCHITECTURE.md"));
    for (String address : documented()) {
      String row = table
          .lines()
          .filter(line -> line.startsWith("| `" + address + "` |"))
          .findFirst()
          .orElseThrow();
      assertThat(row.contains("| browser")).as(row).isEqualTo(ofBrowsers().contains(address));
      assertThat(row.contains("→ browsers |"))
          .as(row)
          .isEqualTo(address.equals("session.{s}.events"));
    }
  }

  /** What browsers may send to. */
  private static Set<String> ofBrowsers() {
    Set<String> found = new TreeSet<>(Set.of(SocketForm.AUTH, SocketForm.CREATE));
    for (Door door : Door.values()) {
      if (door.isForBrowsers()) {
        found.add(SocketForm.address(SESSION, door).replace("s_1", "{s}"));
      }
    }
    return found;
  }

  private static Set<String> documented() throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("docs/ARCHITECTURE.md")));
    while (rows.find()) {
      found.add(rows.group(1));
    }
    return found;
  }

  private static Set<String> addresses() throws ReflectiveOperationException {
    Set<String> found = new TreeSet<>();
    for (Field field : Address.class.getFields()) {
      if (field.getType() == String.class) {
        found.add((String) field.get(null));
      }
    }
    for (Method method : Address.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && method.getReturnType() == String.class) {
        boolean ofNode = method.getParameterTypes()[0] == String.class;
        Object name = ofNode ? "n_1" : new SessionId("s_1");
        String address = (String) method.invoke(null, name);
        found.add(address.replace("s_1", "{s}").replace("n_1", "{n}"));
      }
    }
    return found;
  }
}
