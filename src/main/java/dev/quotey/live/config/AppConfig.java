package dev.quotey.live.config;

import dev.quotey.live.protocol.SessionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * All settings. docs/OPERATIONS.md explains each.
 *
 * @param sessions may change while the server runs
 * @param reload how often the files are looked at for that
 * @param eventLoops threads that do the node's work; 0 where the node decides
 */
public record AppConfig(
    Http http,
    Database database,
    Development development,
    Auth auth,
    Limits limits,
    SessionSettings sessions,
    Duration reload,
    Audit audit,
    Catalog catalog,
    Access access,
    Cluster cluster,
    Slack slack,
    Retention retention,
    int eventLoops) {

  /**
   * Files of a certificate and its key, in PEM.
   *
   * @param certificateFile the certificate with those that lead to its authority; empty for no TLS
   * @param keyFile its key, in PKCS#8
   * @param authorityFile whose certificates the other side may show; empty where it shows none
   */
  public record Tls(String certificateFile, String keyFile, String authorityFile) {
    public boolean isOn() {
      return !certificateFile.isEmpty();
    }
  }

  /** How private the way to the database is. */
  public enum DatabaseTls {
    OFF,
    REQUIRE,
    VERIFY_FULL
  }

  /**
   * How long what is not the log is kept, days; 0 for ever.
   *
   * @param participantsDays who was in a session, after it was closed
   * @param auditDays what happened to it, but for the signed checkpoints; 0, or at least 30
   * @param slackDays messages to Slack, after they were sent
   */
  public record Retention(int participantsDays, int auditDays, int slackDays) {
    /** The audit is kept for so long at least. */
    static final int AUDIT_DAYS_MIN = 30;

    /** Whether anything of sessions is forgotten. */
    public boolean isOn() {
      return participantsDays > 0 || auditDays > 0;
    }
  }

  /**
   * Who may do what with which quote.
   *
   * @param source where that is asked
   * @param file of grants, for {@code FILE}
   * @param url of the host system, for {@code CALLBACK}
   * @param secret that the host system knows this server by
   * @param cache for how long what was answered is taken for true
   * @param columnRoles whose users see and change all columns
   */
  public record Access(
      Source source,
      String file,
      String url,
      String secret,
      Duration cache,
      Set<String> columnRoles) {
    /** Where rights are asked. */
    public enum Source {
      /** The grants in the user's token. */
      TOKEN,
      /** A file of grants. */
      FILE,
      /** The host system, for each user and quote. */
      CALLBACK
    }

    @Override
    public String toString() {
      return "Access[source=" + source + "]";
    }
  }

  /**
   * The workspace that is told of sessions.
   *
   * @param enabled whether one is
   * @param botToken calls the Web API
   * @param appToken opens the socket over which Slack calls; empty where it calls over HTTP
   * @param signingSecrets of Slack's calls over HTTP; two while one replaces the other
   * @param channel the id of the channel for quotes that have no thread yet
   * @param apiUrl where the Web API is
   * @param digest a thread is told of edits at most once in that time
   * @param card a card changes at most once in that time
   * @param fake whether the server runs a Slack of its own, for demonstration
   * @param fakePort of its page; 0 takes a free one
   */
  public record Slack(
      boolean enabled,
      String botToken,
      String appToken,
      List<String> signingSecrets,
      String channel,
      String apiUrl,
      Duration digest,
      Duration card,
      boolean fake,
      int fakePort) {
    /** These settings for a workspace that is elsewhere. */
    public Slack at(String otherApiUrl, String otherBotToken, String otherAppToken, String secret) {
      return new Slack(
          true,
          otherBotToken,
          otherAppToken,
          List.of(secret),
          channel,
          otherApiUrl,
          digest,
          card,
          fake,
          fakePort);
    }

    @Override
    public String toString() {
      return "Slack[enabled=" + enabled + ", channel=" + channel + ", apiUrl=" + apiUrl + "]";
    }
  }

  /**
   * Other nodes.
   *
   * @param enabled whether this node looks for others
   * @param host the address at which the other nodes reach it
   * @param port at which they do; the next free one where it is taken
   * @param members addresses, with or without a port, at which others may be
   * @param dns a name whose addresses are those of the nodes, as a headless service has; empty for none
   * @param busPort of the event bus; 0 takes a free one
   * @param publicHost how the others name this node, where that is not {@code host}; empty where it is
   * @param publicPort how they name its port; 0 where that is {@code port}
   * @param publicBusPort how they name the port of its event bus; 0 where that is {@code busPort}
   * @param tls what the event buses of nodes show one another
   */
  public record Cluster(
      boolean enabled,
      String host,
      int port,
      List<String> members,
      String dns,
      int busPort,
      String publicHost,
      int publicPort,
      int publicBusPort,
      Tls tls) {}

  /**
   * @param port of pages, REST and sockets; 0 takes a free one
   * @param managementPort of health checks; 0 takes a free one
   * @param allowedOrigins origins beside the server's own that may open a socket
   * @param trustedProxies addresses, or ranges as 10.0.0.0/8, that say for whom they call
   * @param publicUrl how people reach the pages from outside; empty where that is this machine
   * @param pingTimeout after how long without a sign of life a socket is taken for lost
   * @param tls of pages, REST and sockets
   */
  public record Http(
      String host,
      int port,
      int managementPort,
      List<String> allowedOrigins,
      List<String> trustedProxies,
      String publicUrl,
      Duration pingTimeout,
      Tls tls) {
    /** Whether links lead people to another machine in the clear. */
    public boolean isPublicInTheClear() {
      return publicUrl.startsWith("http://")
          && !publicUrl.matches("http://(localhost|127\\.0\\.0\\.1)(:.*)?");
    }

    /** How people reach a server on this machine that listens at {@code actualPort}. */
    public String localUrl(int actualPort) {
      return (tls.isOn() ? "https" : "http") + "://localhost:" + actualPort;
    }
  }

  /**
   * @param embedded whether the server runs a PostgreSQL of its own, under {@code dataDirectory}
   * @param ownerUser who owns the tables, where {@code user} does not; else empty
   * @param migrate whether a server that starts brings the schema to its version
   * @param authorityFile who signs the database's certificate, in PEM; empty for those the JDK trusts
   */
  public record Database(
      boolean embedded,
      Path dataDirectory,
      String host,
      int port,
      String name,
      String user,
      String password,
      int poolSize,
      String ownerUser,
      String ownerPassword,
      boolean migrate,
      DatabaseTls tls,
      String authorityFile) {
    @Override
    public String toString() {
      return "Database[embedded=" + embedded + ", host=" + host + ", port=" + port + ", name="
          + name + ", user=" + user + ", tls=" + tls + "]";
    }
  }

  /**
   * @param enabled whether anybody may take a token of a sample user
   * @param tokenLife how long such a token is good
   */
  public record Development(boolean enabled, Duration tokenLife) {}

  /**
   * The host system's tokens.
   *
   * @param issuer who has to have issued them; empty for anybody, in development
   * @param audience whom they have to be for; empty for anybody, in development
   * @param algorithm HS256, RS256 or ES256; no other is taken
   * @param keys secrets of HS256, or public keys as PEM; two while one replaces the other
   * @param jwksUrl where the public keys are, if not here; empty for nowhere
   * @param jwksRefresh how often they are read anew
   * @param leeway how far the clocks of those who issue tokens may be off
   * @param longestLife of a token; one that is good for longer is refused
   */
  public record Auth(
      String issuer,
      String audience,
      String algorithm,
      List<String> keys,
      String jwksUrl,
      Duration jwksRefresh,
      Duration leeway,
      Duration longestLife) {
    /** Whether any token of the host system can be known. */
    public boolean isConfigured() {
      return !keys.isEmpty() || !jwksUrl.isEmpty();
    }

    @Override
    public String toString() {
      return "Auth[issuer=" + issuer + ", audience=" + audience + ", algorithm=" + algorithm + "]";
    }
  }

  /** So many a second, and so many at once after a pause. */
  public record Rate(int perSecond, int burst) {}

  /**
   * What one user, or one address, may use of one node.
   *
   * @param submissions of a user, by all the user's sockets
   * @param presence words of a user about where one is; what is too much is left out
   * @param control other messages of a user
   * @param calls of a user over REST
   * @param connects sockets that an address opens
   * @param socketsPerAddress of whichever users
   * @param sessionsPerUser that the user's sockets say something in
   * @param barred for how long nobody comes back who was sent away for asking too much
   */
  public record Limits(
      Rate submissions,
      Rate presence,
      Rate control,
      Rate calls,
      Rate connects,
      int socketsPerUser,
      int socketsPerAddress,
      int sessionsPerUser,
      Duration barred) {}

  /** @param file the products that people choose from; empty takes the sample ones */
  public record Catalog(String file) {}

  /**
   * @param key signs the checkpoints of logs; empty takes one that is kept in the data folder
   * @param linkKey signs links that are for one person; empty takes one that is kept there, too
   */
  public record Audit(String key, String linkKey) {
    @Override
    public String toString() {
      return "Audit[key=…]";
    }
  }

  /** The key that signs links for one person. Throws {@link StartupException} if none can be kept. */
  public String linkKey() {
    return audit.linkKey().isEmpty()
        ? SecretFile.read(database.dataDirectory().resolve("link.key"))
        : audit.linkKey();
  }

  /** The key that signs checkpoints. Throws {@link StartupException} if none can be kept. */
  public String auditKey() {
    return audit.key().isEmpty()
        ? SecretFile.read(database.dataDirectory().resolve("audit.key"))
        : audit.key();
  }
}
