package dev.quotey.live.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The manifest that an app is made from, against what the code does in its name. */
class ManifestTest {
  /** What the bot's token needs for each method, as Slack documents it. */
  private static final Map<String, Set<String>> SCOPES = Map.of(
      SlackApi.POST, Set.of("chat:write"),
      SlackApi.UPDATE, Set.of("chat:write"),
      SlackApi.SET_STATUS, Set.of("chat:write"),
      SlackApi.UNFURL, Set.of("links:write"),
      // In public and in private channels.
      SlackApi.REPLIES, Set.of("channels:history", "groups:history"),
      SlackApi.USER, Set.of("users:read", "users:read.email"),
      // The other token's, whose scope no manifest grants.
      SlackApi.OPEN_SOCKET, Set.of());

  private static final Map<String, Set<String>> SCOPES_OF_EVENTS =
      Map.of(Unfurls.LINK_SHARED, Set.of("links:read"));

  private final JsonObject manifest = read();
  private final JsonObject features = manifest.getJsonObject("features");
  private final JsonObject settings = manifest.getJsonObject("settings");

  private static JsonObject read() {
    try {
      return new JsonObject(Files.readString(Path.of("docs/slack-manifest.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  @Test
  @DisplayName("[SL23] the manifest's scopes are those of the methods that are called, and no more")
  void scopes() {
    assertThat(SCOPES.keySet()).isEqualTo(methods());
    Set<String> needed = Stream.concat(SCOPES.values().stream(), SCOPES_OF_EVENTS.values().stream())
        .flatMap(Set::stream)
        .collect(Collectors.toCollection(TreeSet::new));
    needed.add("commands");
    JsonObject scopes = manifest.getJsonObject("oauth_config").getJsonObject("scopes");
    assertThat(scopes.fieldNames()).containsExactly("bot");
    assertThat(strings(scopes.getJsonArray("bot"))).containsExactlyElementsOf(needed);
  }

  /** The methods that {@code SlackApi} names. */
  private static Set<String> methods() {
    return Arrays.stream(SlackApi.class.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
        .map(field -> {
          try {
            return (String) field.get(null);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        })
        .filter(text -> text.matches("[a-z]+(\\.[a-zA-Z]+)+"))
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName(
      "[SL23] the manifest's command is the one that help names, with a hint and no address")
  void command() {
    JsonArray commands = features.getJsonArray("slash_commands");
    assertThat(commands).hasSize(1);
    JsonObject command = commands.getJsonObject(0);
    assertThat(command.getString("command")).isEqualTo(SlashCommand.NAME);
    assertThat(command.getString("usage_hint")).contains("session").contains("link");
    assertThat(command.containsKey("url")).isFalse();
  }

  @Test
  @DisplayName("[SL23] the manifest subscribes to the events that are done, over a socket")
  void events() {
    assertThat(strings(settings.getJsonObject("event_subscriptions").getJsonArray("bot_events")))
        .containsExactlyElementsOf(SCOPES_OF_EVENTS.keySet());
    assertThat(settings.getJsonObject("interactivity").getBoolean("is_enabled")).isTrue();
    assertThat(settings.getBoolean("socket_mode_enabled")).isTrue();
    // Nobody renews a token here.
    assertThat(settings.getBoolean("token_rotation_enabled")).isFalse();
    assertThat(features.getJsonArray("unfurl_domains")).hasSize(1);
  }

  @Test
  @DisplayName("[SL23] the manifest's names are as short as Slack wants them")
  void names() {
    JsonObject display = manifest.getJsonObject("display_information");
    assertThat(display.getString("name")).hasSizeLessThanOrEqualTo(35);
    assertThat(display.getString("description")).hasSizeLessThanOrEqualTo(140);
    assertThat(features.getJsonObject("bot_user").getString("display_name"))
        .hasSizeLessThanOrEqualTo(80);
  }
}
