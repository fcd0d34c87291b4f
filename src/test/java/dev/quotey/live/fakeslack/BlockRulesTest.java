package dev.quotey.live.fakeslack;

import static dev.quotey.live.fakeslack.SlackApp.array;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotey.live.fakeslack.SlackApp.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for blocks, each of them broken once. */
class BlockRulesTest {
  private static SlackApp app;

  @BeforeAll
  static void start() {
    app = new SlackApp(FakeSlackSettings.forTests(1_000));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String text(int length) {
    return "{'type':'mrkdwn','text':'" + "x".repeat(length) + "'}";
  }

  private static String plain(int length) {
    return "{'type':'plain_text','text':'" + "x".repeat(length) + "'}";
  }

  private static String section(int length) {
    return "{'type':'section','text':" + text(length) + "}";
  }

  private static String button(String more) {
    return "{'type':'button','text':" + plain(1) + more + "}";
  }

  private static String actions(String elements) {
    return "{'type':'actions','elements':[" + elements + "]}";
  }

  private static String many(String one, int times) {
    return Stream.generate(() -> one).limit(times).reduce((a, b) -> a + "," + b).orElse("");
  }

  private static String option(int text, int value) {
    return "{'text':" + plain(text) + ",'value':'" + "x".repeat(value) + "'}";
  }

  private static String select(String type, String options) {
    return actions("{'type':'" + type + "','options':[" + options + "]}");
  }

  private static String confirm(int title, int text, int yes, int no) {
    return actions(button(",'confirm':{'title':" + plain(title) + ",'text':" + text(text)
        + ",'confirm':" + plain(yes) + ",'deny':" + plain(no) + "}"));
  }

  private static String with(String field, int length) {
    return actions(button(",'" + field + "':'" + "x".repeat(length) + "'"));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("{'type':'rich_text','elements':[]}", "unsupported block type"),
        Arguments.of("'text'", "must be an object"),
        Arguments.of("{'type':'section'}", "missing required field: text"),
        Arguments.of("{'type':'header'}", "missing required field: text"),
        Arguments.of(section(3_001), "no more than 3000"),
        Arguments.of(section(0), "more than 0"),
        Arguments.of("{'type':'section','text':{'type':'text','text':'x'}}", "unknown text type"),
        Arguments.of("{'type':'section','text':" + text(1) + ",'colour':'red'}", "additional"),
        Arguments.of("{'type':'header','text':" + plain(151) + "}", "no more than 150"),
        Arguments.of("{'type':'header','text':" + text(1) + "}", "must be plain_text"),
        Arguments.of("{'type':'section','fields':[" + many(text(1), 11) + "]}", "more than 10"),
        Arguments.of("{'type':'section','fields':[" + text(2_001) + "]}", "no more than 2000"),
        Arguments.of("{'type':'context','elements':[" + many(text(1), 11) + "]}", "more than 10"),
        Arguments.of("{'type':'context','elements':[]}", "no less than 1"),
        Arguments.of(actions(many(button(""), 26)), "more than 25"),
        Arguments.of(actions("{'type':'button','text':" + plain(76) + "}"), "no more than 75"),
        Arguments.of(actions("{'type':'button','text':" + text(1) + "}"), "must be plain_text"),
        Arguments.of(actions("{'type':'slider'}"), "unsupported element type"),
        Arguments.of(with("value", 2_001), "no more than 2000"),
        Arguments.of(with("url", 3_001), "no more than 3000"),
        Arguments.of(with("url", 10), "valid URL"),
        Arguments.of(with("style", 3), "must be one of primary, danger"),
        Arguments.of(with("action_id", 256), "no more than 255"),
        Arguments.of(actions(many(button(",'action_id':'a'"), 2)), "action_id already exists"),
        Arguments.of(many("{'type':'divider','block_id':'b'}", 2), "block_id already exists"),
        Arguments.of("{'type':'image','image_url':'http://a.example/x'}", "alt_text"),
        Arguments.of(select("static_select", many(option(1, 1), 101)), "more than 100"),
        Arguments.of(select("overflow", many(option(1, 1), 6)), "more than 5"),
        Arguments.of(select("checkboxes", many(option(1, 1), 11)), "more than 10"),
        Arguments.of(select("radio_buttons", ""), "no less than 1"),
        Arguments.of(select("overflow", option(76, 1)), "no more than 75"),
        Arguments.of(select("overflow", option(1, 151)), "no more than 150"),
        Arguments.of(confirm(101, 1, 1, 1), "no more than 100"),
        Arguments.of(confirm(1, 301, 1, 1), "no more than 300"),
        Arguments.of(confirm(1, 1, 31, 1), "confirm/confirm/text"),
        Arguments.of(confirm(1, 1, 1, 31), "confirm/deny/text"),
        Arguments.of(actions(button(",'confirm':{}")), "missing required field: title"),
        Arguments.of(many("{'type':'divider'}", 51), "more than 50"));
  }

  @ParameterizedTest(name = "[FS4] a rule of blocks that is broken is named: {1}")
  @MethodSource("broken")
  void rules(String blocks, String rule) {
    Answer answer = app.post("x", array("[" + blocks + "]"));
    assertThat(answer.error()).isEqualTo("invalid_blocks");
    String messages = answer
        .body()
        .getJsonObject("response_metadata")
        .getJsonArray("messages")
        .encode();
    assertThat(messages).contains(rule).contains("json-pointer:/blocks");
  }

  @Test
  @DisplayName(
      "[FS5] at its limits a message is taken, and above 13200 characters of blocks it is not")
  void limits() {
    String full = section(3_000) + ",{'type':'header','text':" + plain(150) + "},"
        + "{'type':'section','fields':[" + many(text(100), 10) + "]},"
        + actions(many(button(",'value':'x','url':'https://a.example/'"), 25)) + ","
        + confirm(100, 300, 30, 30) + "," + many("{'type':'divider'}", 45);
    assertThat(app.post("x", array("[" + full + "]")).ok()).isTrue();
    assertThat(app.post("x", array("[" + many(section(2_640), 5) + "]")).ok()).isTrue();
    assertThat(app.post("x", array("[" + many(section(2_641), 5) + "]")).error())
        .isEqualTo("msg_blocks_too_long");
    JsonObject given = new JsonObject().put("channel", "C0DEALS").put("blocks", "[{");
    assertThat(app.call("chat.postMessage", given).error()).isEqualTo("invalid_blocks_format");
    assertThat(app.post("", new JsonArray()).error()).isEqualTo("no_text");
  }
}
