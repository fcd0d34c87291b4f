package dev.quotey.live.config;

import dev.quotey.live.config.AppConfig.Access.Source;
import dev.quotey.live.core.quote.Columns;
import dev.quotey.live.protocol.SessionSettings;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the settings: {@code conf/application.json}, over it {@code conf/application.{profile}.json},
 * over them the environment ({@code http.port} is {@code QUOTEY_HTTP_PORT}), over all the system
 * properties ({@code -Dquotey.http.port}).
 *
 * <p>The files are those of {@code conf} in the working directory, or of the folder that {@code
 * QUOTEY_CONF_DIR} names, or else those the jar brings. Of a secret, a file can be named that it is in:
 * {@code audit.key_file}.
 */
public final class ConfigLoader {
  private static final int PORT_MAX = 65_535;
  private static final int POOL_MAX = 100;
  private static final int LOOPS_MAX = 256;
  private static final int LIMIT_MAX = 1_000_000;
  private static final int PARTICIPANTS_MAX = 10_000;
  private static final int DAY_SECONDS = 24 * 3600;
  private static final int SECONDS_MAX = 30 * 24 * 3600;
  private static final int NOTICE_SECONDS_MAX = 3600;
  private static final int ACCESS_SECONDS_MAX = 60;
  private static final int DIGEST_SECONDS_MIN = 1;
  private static final int DIGEST_SECONDS_MAX = 300;
  private static final int CARD_SECONDS_MIN = 1;
  private static final int DAYS_MAX = 36_500;

  static final String LOG_FORMAT = "QUOTEY_LOG_FORMAT";
  private static final Set<String> LOG_FORMATS = Set.of("text", "json");

  private final JsonObject files;
  private final Map<String, String> environment;
  private final Properties properties;
  private final List<String> faults = new ArrayList<>();

  private ConfigLoader(JsonObject files, Map<String, String> environment, Properties properties) {
    this.files = files;
    this.environment = environment;
    this.properties = properties;
  }

  /** Throws {@link StartupException} that lists every fault. */
  public static AppConfig load(Map<String, String> environment, Properties properties) {
    Path folder = folder(environment, properties);
    List<String> names = names(environment, properties);
    JsonObject files = read(folder, names.getFirst()).orElse(new JsonObject());
    Optional<JsonObject> overlay = read(folder, names.getLast());
    if (overlay.isEmpty() && !names.getLast().equals("application.production.json")) {
      throw new StartupException("There is no " + folder.resolve(names.getLast()) + ".");
    }
    overlay.ifPresent(json -> files.mergeIn(json, true));
    return new ConfigLoader(files, environment, properties).config();
  }

  /** The files outside the jar that the settings come from. */
  static List<Path> files(Map<String, String> environment, Properties properties) {
    Path folder = folder(environment, properties);
    return names(environment, properties).stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .toList();
  }

  private static Path folder(Map<String, String> environment, Properties properties) {
    return Path.of(Optional.ofNullable(properties.getProperty("quotey.conf.dir"))
        .orElse(environment.getOrDefault("QUOTEY_CONF_DIR", "conf")));
  }

  private static List<String> names(Map<String, String> environment, Properties properties) {
    String profile = Optional.ofNullable(properties.getProperty("quotey.profile"))
        .orElse(environment.getOrDefault("QUOTEY_PROFILE", "production"));
    return List.of("application.json", "application." + profile + ".json");
  }

  private AppConfig config() {
    AppConfig config = new AppConfig(
        new AppConfig.Http(
            text("http.host"),
            number("http.port", 0, PORT_MAX),
            number("management.port", 0, PORT_MAX),
            list("http.allowed_origins"),
            list("http.trusted_proxies"),
            text("http.public_url"),
            Duration.ofSeconds(number("http.ping_timeout_seconds", 1, NOTICE_SECONDS_MAX)),
            tls("http", "")),
        new AppConfig.Database(
            flag("database.embedded"),
            Path.of(text("data.dir")),
            text("database.host"),
            number("database.port", 1, PORT_MAX),
            text("database.name"),
            text("database.user"),
            secret("database.password"),
            number("database.pool_size", 1, POOL_MAX),
            text("database.owner_user"),
            secret("database.owner_password"),
            flag("database.migrate"),
            databaseTls(),
            file("database.tls_ca_file")),
        new AppConfig.Development(
            flag("development.enabled"),
            Duration.ofSeconds(number("development.token_seconds", 1, DAY_SECONDS))),
        new AuthSettings(this).read(),
        limits(),
        new SessionSettings(
            flag("sessions.enabled"),
            list("sessions.quotes"),
            Duration.ofSeconds(number("sessions.idle_timeout_seconds", 1, SECONDS_MAX)),
            Duration.ofSeconds(number("sessions.idle_warning_seconds", 0, SECONDS_MAX)),
            Duration.ofSeconds(number("sessions.close_notice_seconds", 0, NOTICE_SECONDS_MAX)),
            Duration.ofSeconds(number("sessions.unload_seconds", 1, SECONDS_MAX)),
            Duration.ofSeconds(number("sessions.hold_grace_seconds", 0, NOTICE_SECONDS_MAX)),
            number("limits.participants_per_quote", 1, PARTICIPANTS_MAX),
            new Columns(
                Set.copyOf(list("access.hidden_columns")),
                Set.copyOf(list("access.fixed_columns")))),
        Duration.ofSeconds(number("config.reload_seconds", 1, SECONDS_MAX)),
        new AppConfig.Audit(secret("audit.key"), secret("links.key")),
        new AppConfig.Catalog(text("catalog.file")),
        access(),
        new AppConfig.Cluster(
            flag("cluster.enabled"),
            text("cluster.host"),
            number("cluster.port", 1, PORT_MAX),
            list("cluster.members"),
            text("cluster.dns"),
            number("cluster.bus_port", 0, PORT_MAX),
            text("cluster.public_host"),
            number("cluster.public_port", 0, PORT_MAX),
            number("cluster.public_bus_port", 0, PORT_MAX),
            tls("cluster", file("cluster.tls_ca_file"))),
        slack(),
        retention(),
        number("node.event_loops", 0, LOOPS_MAX));
    if (config.sessions().idleWarning().compareTo(config.sessions().idleTimeout()) > 0) {
      faults.add("sessions.idle_warning_seconds is longer than sessions.idle_timeout_seconds");
    }
    AuthSettings.check(config).forEach(faults::add);
    // Logs begin before the settings are read, so this one is of the environment alone.
    String format = environment.getOrDefault(LOG_FORMAT, "text");
    if (!LOG_FORMATS.contains(format)) {
      faults.add(LOG_FORMAT + " is \"" + format + "\", not text or json");
    }
    if (!faults.isEmpty()) {
      throw new StartupException("Wrong settings: " + String.join("; ", faults) + ".");
    }
    return config;
  }

  private AppConfig.Access access() {
    String word = text("access.source");
    Optional<Source> source = Arrays.stream(Source.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
    AppConfig.Access access = new AppConfig.Access(
        source.orElse(Source.TOKEN),
        text("access.file"),
        text("access.url"),
        secret("access.secret"),
        Duration.ofSeconds(number("access.cache_seconds", 1, ACCESS_SECONDS_MAX)),
        Set.copyOf(list("access.column_roles")));
    if (source.isEmpty()) {
      faults.add("access.source is \"" + word + "\", not token, file or callback");
    } else if (source.get() == Source.FILE && access.file().isEmpty()) {
      faults.add("access.source file needs access.file");
    } else if (source.get() == Source.CALLBACK && access.url().isEmpty()) {
      faults.add("access.source callback needs access.url");
    }
    return access;
  }

  private AppConfig.Limits limits() {
    return new AppConfig.Limits(
        rate("limits.submissions"),
        rate("limits.presence"),
        rate("limits.control"),
        rate("limits.calls"),
        rate("limits.connects"),
        number("limits.sockets_per_user", 1, LIMIT_MAX),
        number("limits.sockets_per_address", 1, LIMIT_MAX),
        number("limits.sessions_per_user", 1, LIMIT_MAX),
        Duration.ofSeconds(number("limits.barred_seconds", 0, NOTICE_SECONDS_MAX)));
  }

  private AppConfig.Rate rate(String key) {
    return new AppConfig.Rate(
        number(key + "_per_second", 1, LIMIT_MAX), number(key + "_burst", 1, LIMIT_MAX));
  }

  private AppConfig.Slack slack() {
    AppConfig.Slack slack = new AppConfig.Slack(
        flag("slack.enabled"),
        secret("slack.bot_token"),
        secret("slack.app_token"),
        secrets("slack.signing_secret"),
        text("slack.channel"),
        text("slack.api_url"),
        Duration.ofSeconds(number("slack.digest_seconds", DIGEST_SECONDS_MIN, DIGEST_SECONDS_MAX)),
        Duration.ofSeconds(number("slack.card_seconds", CARD_SECONDS_MIN, DIGEST_SECONDS_MAX)),
        flag("slack.fake"),
        number("slack.fake_port", 0, PORT_MAX));
    if (slack.enabled() && !slack.fake()) {
      require("slack.bot_token", !slack.botToken().isEmpty());
      require("slack.channel", !slack.channel().isEmpty());
      require(
          "slack.app_token or slack.signing_secret",
          !slack.appToken().isEmpty() || !slack.signingSecrets().isEmpty());
      require("slack.api_url, with / at its end", slack.apiUrl().endsWith("/"));
    }
    return slack;
  }

  private void require(String what, boolean there) {
    if (!there) {
      faults.add("slack.enabled needs " + what);
    }
  }

  private AppConfig.Retention retention() {
    AppConfig.Retention retention = new AppConfig.Retention(
        number("retention.participants_days", 0, DAYS_MAX),
        number("retention.audit_days", 0, DAYS_MAX),
        number("retention.slack_days", 0, DAYS_MAX));
    if (retention.auditDays() > 0 && retention.auditDays() < AppConfig.Retention.AUDIT_DAYS_MIN) {
      faults.add(
          "retention.audit_days is neither 0 nor at least " + AppConfig.Retention.AUDIT_DAYS_MIN);
    }
    return retention;
  }

  private AppConfig.Tls tls(String section, String authorityFile) {
    AppConfig.Tls tls = new AppConfig.Tls(
        file(section + ".tls_certificate_file"), file(section + ".tls_key_file"), authorityFile);
    if (tls.certificateFile().isEmpty() != tls.keyFile().isEmpty()
        || (section.equals("cluster") && tls.isOn() == authorityFile.isEmpty())) {
      faults.add("of " + section + ".tls_… all files are needed, or none");
    }
    return tls;
  }

  private AppConfig.DatabaseTls databaseTls() {
    String text = text("database.tls");
    for (AppConfig.DatabaseTls one : AppConfig.DatabaseTls.values()) {
      if (one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return one;
      }
    }
    faults.add("database.tls is \"" + text + "\", not off, require or verify-full");
    return AppConfig.DatabaseTls.OFF;
  }

  /** The name of a file that is there, or nothing. */
  private String file(String key) {
    String name = text(key);
    if (!name.isEmpty() && !Files.isReadable(Path.of(name))) {
      faults.add(key + " " + name + " cannot be read");
    }
    return name;
  }

  List<String> list(String key) {
    return split(text(key)).toList();
  }

  /** Secrets, by comma, or each in a file of its own, which {@code key_file} names, by comma. */
  List<String> secrets(String key) {
    String files = fileOf(key);
    return files.isEmpty()
        ? list(key)
        : split(files).map(file -> secretIn(key, file)).toList();
  }

  /** What nobody may see: the value itself, or what is in the file that {@code key_file} names. */
  private String secret(String key) {
    String file = fileOf(key);
    return file.isEmpty() ? text(key) : secretIn(key, file);
  }

  private String fileOf(String key) {
    String file = given(key + "_file").orElse("");
    if (!file.isEmpty() && !text(key).isEmpty()) {
      faults.add(key + " and " + key + "_file are both given");
    }
    return file;
  }

  private String secretIn(String key, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      faults.add(key + "_file " + file + " cannot be read");
      return "";
    }
  }

  private static Stream<String> split(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(one -> !one.isEmpty());
  }

  int number(String key, int least, int most) {
    String text = text(key);
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The fault below says what is expected.
    }
    faults.add(key + " is \"" + text + "\", not a whole number from " + least + " to " + most);
    return least;
  }

  private boolean flag(String key) {
    String text = text(key);
    if (!text.equals("true") && !text.equals("false")) {
      faults.add(key + " is \"" + text + "\", not true or false");
    }
    return text.equals("true");
  }

  String text(String key) {
    Optional<String> text = given(key);
    if (text.isEmpty()) {
      faults.add(key + " is missing");
    }
    return text.orElse("");
  }

  private static String environmentName(String key) {
    return "QUOTEY_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private Optional<String> given(String key) {
    String property = properties.getProperty("quotey." + key);
    if (property != null) {
      return Optional.of(property);
    }
    String name = environmentName(key);
    if (environment.containsKey(name)) {
      return Optional.of(environment.get(name));
    }
    Object value = files;
    for (String part : key.split("\\.", -1)) {
      value = value instanceof JsonObject object ? object.getValue(part) : null;
    }
    return Optional.ofNullable(value)
        .map(one ->
            one instanceof JsonArray list ? String.join(",", strings(list)) : one.toString());
  }

  private static List<String> strings(JsonArray list) {
    return list.stream().map(String::valueOf).toList();
  }

  private static Optional<JsonObject> read(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      if (Files.exists(file)) {
        return Optional.of(new JsonObject(Files.readString(file)));
      }
      try (InputStream in = ConfigLoader.class.getResourceAsStream("/conf/" + name)) {
        return in == null
            ? Optional.empty()
            : Optional.of(new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (DecodeException e) {
      throw new StartupException(file + " is no JSON.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
