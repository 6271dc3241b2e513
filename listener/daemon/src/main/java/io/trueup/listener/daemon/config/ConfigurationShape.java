package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.listener.daemon.config.Configuration.WhenStale;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.schedule.Durations;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Method;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The keys of a configuration, with their defaults. {@link ConfigurationReader} reads by this
 * shape; docs/configuration.md and docs/configuration.schema.json are written from it.
 */
final class ConfigurationShape {

  static final Text TEXT = new Text(null);
  static final Text PATH = TEXT;

  static final Text DURATION =
      new Text(
          Form.matching(
              "configuration.duration", Durations.WHAT, Durations.PATTERN, Durations.REMEDY));

  static final Text WAIT =
      new Text(
          Form.matching(
              "configuration.wait",
              "`0s` or " + Durations.WHAT.replaceFirst("^a ", ""),
              ConfigurationReader.NO_WAIT + "|" + Durations.PATTERN,
              Durations.REMEDY + "; or 0s"));

  private static final Text MEMORY =
      new Text(
          Form.matching(
              "configuration.size", MemorySizes.WHAT, MemorySizes.PATTERN, MemorySizes.REMEDY));

  static final Form SOURCE_NAME =
      Form.matching(
          "configuration.source-name",
          "the name of a source",
          "[a-z][a-z0-9-]{0,62}",
          "Use lower-case letters, digits and hyphens, at most 63, starting with a letter");

  private static final Form DATABASE_URL =
      Form.matching(
          "configuration.database-url",
          "a Postgres address",
          "jdbc:postgresql://.*",
          "Write jdbc:postgresql://host:port/database");

  static final Structure SECRET =
      new Structure(
          "Secret",
          "Where a secret is kept: in a file or in an environment variable, never in this file.",
          List.of(
              optional("file", PATH, "The file that holds it; blanks at its end do not count."),
              optional("env", TEXT, "The environment variable that holds it.")));

  static final Structure LISTEN =
      new Structure(
          "Listen",
          "Where the daemon listens.",
          List.of(
              optional("host", TEXT, "`0.0.0.0` to be reached from other machines.")
                  .byDefault("127.0.0.1"),
              optional(
                      "port", new WholeNumber(0, 65535), "0 takes a free one, which the log shows.")
                  .byDefault("8080"),
              optional(
                      "max-connections",
                      new WholeNumber(16, 1_000_000),
                      "Connections at one time; fewer where the process may open fewer files. Above"
                          + " it a new one takes the place of the one that has waited longest for"
                          + " its client.")
                  .byDefault("2000"),
              optional("public-status-page", new Flag(), "Whether the status page needs no token.")
                  .byDefault("false")));

  static final Text DATABASE_ADDRESS = new Text(DATABASE_URL);

  static final Structure DATABASE =
      new Structure(
          "Database",
          "The Postgres that keeps the state.",
          List.of(
              required("url", DATABASE_ADDRESS, "Its address, without a password.")
                  .example("jdbc:postgresql://db.acme.internal:5432/trueup"),
              required("user", TEXT, "The user who owns the schemas and migrates them."),
              required("password", SECRET, "That user's password.")
                  .example("{file: /run/secrets/database-password}"),
              optional(
                      "pool-size",
                      new WholeNumber(2, 200),
                      "Connections of this daemon; its alarms need up to two more.")
                  .byDefault("10")));

  static final Structure AUTHENTICATION =
      new Structure(
          "Authentication",
          "How the daemon logs in to a repository: with `token`, or with `ssh-key` and"
              + " `known-hosts`.",
          List.of(
              optional("token", SECRET, "A token, for https.").example("{env: ACME_TOKEN}"),
              optional("user", TEXT, "The user that is sent with the token.")
                  .byDefault("x-access-token"),
              optional("ssh-key", PATH, "File of a private key without a passphrase, for ssh."),
              optional("known-hosts", PATH, "File of the hosts' keys.")));

  private static final Structure SOURCE =
      new Structure(
          "Source",
          "A repository and branch that the daemon follows.",
          List.of(
              required("repository", TEXT, "Its address, or the path of a local one.")
                  .example("https://github.com/acme/model.git"),
              required("branch", TEXT, "The branch to follow.").example("main"),
              optional("model-root", PATH, "The folder of the model's files in the repository.")
                  .otherwise("the repository's root"),
              optional("authentication", AUTHENTICATION, "How the daemon logs in.")
                  .otherwise("without logging in"),
              optional(
                  "webhook", WebhookShape.webhook(SECRET), "The deliveries that are accepted."),
              optional(
                      "poll-every",
                      DURATION,
                      "How often to check the branch without a delivery, all daemons together.")
                  .byDefault("60s"),
              optional(
                      "versions",
                      Choice.of(VersionsPerBurst.values(), VersionsPerBurst::text),
                      "Whether each commit along first parents becomes a version, or only the"
                          + " newest of a burst of merges.")
                  .byDefault("every-merge"),
              ForgeApiShape.FORGE_API,
              KafkaShape.OF_SOURCE));

  private static final Structure PLATFORMS =
      new Structure(
          "Platforms",
          "How the daemon connects to the containers of platforms and changes them.",
          List.of(
              optional(
                      "ddl-at-once",
                      new WholeNumber(1, 100),
                      "How many transactions of all daemons together may change tables of one"
                          + " container at once; give each daemon the same.")
                  .byDefault("1"),
              optional(
                      "tls",
                      word(Tls.values()),
                      "How connections are encrypted, unless the credential says it.")
                  .otherwise("see [credentials](#credentials)"),
              optional("ca", PATH, "File of the authorities that verify containers' certificates.")
                  .otherwise("those of the Java platform"),
              optional("authentication", methods(), "The ways of logging in that are accepted.")
                  .otherwise("`scram-sha-256`")
                  .example("scram-sha-256, md5"),
              optional(
                      "channel-binding",
                      word(ChannelBinding.values()),
                      "Whether a login is bound to the server's certificate.")
                  .otherwise("`require` with TLS and `scram-sha-256` alone, else `prefer`")));

  private static final Structure TIMING =
      new Structure(
          "Timing",
          "How long things may take.",
          List.of(
              optional("git-timeout", DURATION, "One conversation with a repository.")
                  .byDefault("60s"),
              optional("lease", DURATION, "How long a dead process keeps its work from the others.")
                  .byDefault("15s"),
              optional("run", DURATION, "How long a job's run lasts unless it is prolonged.")
                  .byDefault("1h"),
              optional(
                      "reconcile",
                      DURATION,
                      "How long a node-time reconciliation may take before another job may try.")
                  .byDefault("60s"),
              optional(
                      "sweep",
                      DURATION,
                      "How often the daemon checks all sources and platforms for work.")
                  .byDefault("5s")));

  private static final Structure VERSIONS =
      new Structure(
          "Versions",
          "The compiled versions in the data folder.",
          List.of(
              optional(
                      "keep",
                      new WholeNumber(0, 1000),
                      "How many of the newest versions of each source are kept on disk, beside"
                          + " those that platforms are at, move to or are held at.")
                  .byDefault("20")));

  private static final Structure LEASE =
      new Structure(
          "Lease",
          "Leases on versions, for callers that have no run.",
          List.of(
              optional("default", DURATION, "How long a lease lasts if its taker names no length.")
                  .byDefault("1h"),
              optional("longest", DURATION, "The greatest length; a longer need is prolonged.")
                  .byDefault("7d"),
              optional(
                      "most-per-token",
                      new WholeNumber(1, 1_000_000),
                      "How many live leases one token may hold.")
                  .byDefault("1000")));

  private static final Structure SERVERS =
      new Structure(
          "Servers",
          "How model servers are led.",
          List.of(
              optional(
                      "silence",
                      DURATION,
                      "After which time a model server that does not report counts as stopped.")
                  .byDefault("10s"),
              optional(
                      "patience",
                      DURATION,
                      "How long `merged` stays at the version before while a model server has not"
                          + " opened the new one.")
                  .byDefault("60s"),
              optional(
                      "prepare-within",
                      WAIT,
                      "How long a platform waits at most, before it moves, for model servers to"
                          + " open the version; `0s` never waits.")
                  .byDefault("2m")));

  static final ValueShape.Field OPEN_MEMORY =
      optional(
              "memory",
              MEMORY,
              "How much heap the open versions of all sources may take, by estimate; see"
                  + " [open versions](operating.md#open-versions).")
          .otherwise("a quarter of the heap");

  static final Structure GRAPHQL =
      new Structure(
          "GraphQL",
          "What one GraphQL query may ask for.",
          List.of(
              optional("introspection", new Flag(), "Whether queries may ask about the schema.")
                  .byDefault("true"),
              optional("max-depth", new WholeNumber(3, 50), "The most fields within each other.")
                  .byDefault("12"),
              optional(
                      "max-cost",
                      new WholeNumber(1000, 10_000_000),
                      "The greatest estimated cost, and the most things in an answer.")
                  .byDefault("200000"),
              optional("timeout", DURATION, "How long one query may take.").byDefault("10s"),
              optional(
                      "queries",
                      PATH,
                      "Folder of queries that callers ask for by name: `stores.graphql` is"
                          + " `stores`. They are read when the daemon starts.")
                  .otherwise("callers send their own"),
              optional("only-queries", new Flag(), "Whether no other queries are answered.")
                  .byDefault("false")));

  private static final Structure MODELS =
      new Structure(
          "Models",
          "How callers ask about versions of models.",
          List.of(
              OPEN_MEMORY,
              optional("lease", LEASE, "Limits of leases on versions."),
              optional("servers", SERVERS, "How [model servers](model-servers.md) are led."),
              optional("graphql", GRAPHQL, "Limits of GraphQL queries.")));

  private static final Structure CURRENCY =
      new Structure(
          "Currency",
          "How jobs that ask whether they are [current](operating.md#whether-a-job-is-current) are"
              + " answered while the state database does not answer.",
          List.of(
              optional(
                      "when-stale",
                      word(WhenStale.values()),
                      "`answer` from what was last known, marked as stale, or `refuse` with 503.")
                  .byDefault("answer"),
              optional(
                      "stale-for",
                      DURATION,
                      "For how long to answer from what was last known; then 503. So long a"
                          + " caller's token is also accepted without the database, for these"
                          + " questions alone.")
                  .byDefault("15m")));

  static final Structure CONFIGURATION =
      new Structure(
          "Configuration",
          "All that an operator configures.",
          List.of(
              optional(
                      "data-folder",
                      PATH,
                      "Folder of the mirrors, the compiled versions, the embedded Postgres and the"
                          + " first token; one daemon at a time uses it.")
                  .byDefault("trueup-data"),
              optional(
                      "credentials",
                      PATH,
                      "Folder of the [credentials](#credentials) that models" + " name.")
                  .otherwise("credentials come from the environment only"),
              required(
                  "sources",
                  new MapOf(SOURCE_NAME, SOURCE, Empty.RULED),
                  "The repositories that the daemon follows."),
              optional(
                      "serves",
                      ServesReader.SHAPE,
                      "The [work](operating.md#several-daemons) that this daemon takes.")
                  .otherwise("all"),
              optional("listen", LISTEN, "Where the daemon listens."),
              ForgeApiShape.PUBLIC_URL,
              optional("database", DATABASE, "The Postgres that keeps the state.")
                  .otherwise("an embedded Postgres in the data folder"),
              optional("hooks", WebhookShape.HOOKS, "Limits of all webhooks."),
              optional("platforms", PLATFORMS, "How the daemon connects to containers."),
              optional("timing", TIMING, "How long things may take."),
              optional(
                  "versions",
                  VERSIONS,
                  "The [compiled versions](operating.md#compiled-versions) in the data folder."),
              optional("models", MODELS, "How callers ask about versions of models."),
              optional("currency", CURRENCY, "How jobs are told whether they are current."),
              optional(
                  "retention",
                  RetentionShape.RETENTION,
                  "How long [records](operating.md#growth-of-the-state-database) are kept."),
              optional(
                      "tracing",
                      TracingReader.SHAPE,
                      "Where [traces](operating.md#traces) of merges go.")
                  .otherwise("nowhere"),
              KafkaShape.FIELD,
              optional(
                  "subscriptions",
                  SubscriptionsReader.SHAPE,
                  "The webhooks that get [events](events.md#webhooks)."),
              NotificationsReader.FIELD,
              MailReader.SMTP_FIELD));

  private ConfigurationShape() {}

  private static <E extends Enum<E>> Choice<E> word(E[] values) {
    return Choice.of(values, ConnectionSecurity::spelling);
  }

  /** One or more words, separated by commas or blanks. */
  private static ValueShape methods() {
    var words = Arrays.stream(Method.values()).map(ConnectionSecurity::spelling).toList();
    var word = words.stream().collect(Collectors.joining("|", "(?:", ")"));
    return new Text(
        Form.matching(
                "document.unknown-value",
                "one or more of %s, separated by commas".formatted(String.join(", ", words)),
                "%s(?:[\\s,]+%s)*".formatted(word, word),
                "Write one or more of them, separated by commas")
            .suggesting(words));
  }
}
