package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.api.LeaseRules;
import io.trueup.listener.daemon.api.ModelServerRules;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.listener.engine.RetentionRules;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the operator configures.
 *
 * @param dataFolder folder of mirrors, the embedded Postgres and the first token
 * @param publicUrl by which forges and people reach the daemon, without a slash at the end; null
 *     when it is not known
 * @param database the state database; null for the embedded one
 * @param sources by id
 * @param serves the work that this daemon takes
 * @param credentials folder with one folder for each credential; null when credentials come from
 *     the environment only
 * @param tracing null for none
 * @param kafka the cluster; null when there is none
 * @param subscriptions where webhooks that get events may be
 * @param notifications who is told what
 */
public record Configuration(
    Path dataFolder,
    Listen listen,
    @Nullable String publicUrl,
    @Nullable Database database,
    SortedMap<SourceId, Source> sources,
    ServedWork serves,
    @Nullable Path credentials,
    Hooks hooks,
    Platforms platforms,
    Timing timing,
    Versions versions,
    Models models,
    Currency currency,
    RetentionRules retention,
    @Nullable Tracing tracing,
    @Nullable KafkaConfiguration kafka,
    AddressRules subscriptions,
    NotificationsConfiguration notifications) {

  /**
   * Where traces go.
   *
   * @param endpoint the address of OTLP over HTTP
   * @param headers that hold the headers of each request, one a line; null for none
   * @param percent of the merges that are traced
   * @param sqlComments whether statements in containers name the trace of their merge
   */
  public record Tracing(
      String endpoint, @Nullable SecretReference headers, int percent, boolean sqlComments) {}

  /**
   * Where the daemon listens.
   *
   * @param maxConnections at one time
   * @param isPagePublic whether the status page needs no token
   */
  public record Listen(String host, int port, int maxConnections, boolean isPagePublic) {}

  /** The operator's own Postgres. */
  public record Database(String url, String user, SecretReference password, int poolSize) {}

  /**
   * A followed repository.
   *
   * @param modelRoot folder of the model in it; empty for its root
   * @param forgeApi the API of its forge; null when it is not called
   * @param records what it takes from Kafka; null for nothing
   */
  public record Source(
      SourceId id,
      String repository,
      String branch,
      String modelRoot,
      Authentication authentication,
      Webhook webhook,
      Duration pollEvery,
      VersionsPerBurst versions,
      @Nullable ForgeApi forgeApi,
      KafkaConfiguration.@Nullable SourceRecords records) {}

  /**
   * The API of the forge that hosts a source.
   *
   * @param url its base, without a slash at the end
   * @param repository by which the API knows it, such as {@code acme/model}
   * @param redeliverEvery how often to ask for failed deliveries again
   * @param statuses whether it is told what becomes of merges
   */
  public record ForgeApi(
      String url,
      SecretReference token,
      String repository,
      Duration redeliverEvery,
      Statuses statuses) {}

  /** Whether a forge is told what becomes of merges. */
  public enum Statuses {
    /** It is. */
    SENT,
    /** It is not. */
    OFF
  }

  /**
   * The deliveries that a source accepts.
   *
   * @param forge what sends them
   * @param secrets that prove them; empty only when unsigned deliveries are allowed
   * @param allowsUnsigned whether deliveries without a proof are accepted
   * @param repositoryId the forge's immutable id of the repository; null when it is not checked
   */
  public record Webhook(
      ForgeSettings forge,
      List<WebhookSecret> secrets,
      boolean allowsUnsigned,
      @Nullable String repositoryId) {

    public Webhook {
      secrets = List.copyOf(secrets);
    }
  }

  /** How the daemon logs in to a repository. */
  public sealed interface Authentication {

    /** Without logging in. */
    record None() implements Authentication {}

    /** With a token, over https. */
    record Token(String user, SecretReference token) implements Authentication {}

    /** With a key, over ssh. */
    record SshKey(Path key, Path knownHosts) implements Authentication {}
  }

  /** Limits of webhooks. */
  public record Hooks(int maxBodySize) {}

  /**
   * How the daemon connects to the containers of platforms and changes them.
   *
   * @param ddlAtOnce how many transactions may change tables of one container at once, over all
   *     daemons
   * @param security how connections are secured where a credential has no settings of its own
   */
  public record Platforms(int ddlAtOnce, ConnectionSecurity.Settings security) {

    /** The settings of a platform type, which reads them itself. */
    public PlatformSettings settings(String type) {
      return type.equals("postgres")
          ? PlatformSettings.of("ddl-at-once", Integer.toString(ddlAtOnce))
          : PlatformSettings.NONE;
    }
  }

  /**
   * Compiled versions.
   *
   * @param keep how many of the newest versions are kept beside those that are needed
   */
  public record Versions(int keep) {}

  /**
   * How callers ask about versions of models.
   *
   * @param memory for open versions, in bytes; null for what suits the heap
   * @param leases the limits of leases
   * @param servers how model servers are led
   * @param graphql the limits of queries
   */
  public record Models(
      @Nullable Long memory, LeaseRules leases, ModelServerRules servers, GraphQlLimits graphql) {}

  /**
   * How jobs that ask whether they are current are answered while the state database is away.
   *
   * @param staleFor for how long from what was last known
   */
  public record Currency(WhenStale whenStale, Duration staleFor) {

    /** How long what was last known serves; null when it does not. */
    public @Nullable Duration servesStaleFor() {
      return whenStale == WhenStale.ANSWER ? staleFor : null;
    }
  }

  /** What to do while the state database is away. */
  public enum WhenStale {
    /** Answer from what was last known, and say so. */
    ANSWER,
    /** Answer 503. */
    REFUSE
  }

  /**
   * How long things may take.
   *
   * @param git the time limit of one conversation with a repository
   * @param lease how long a dead process keeps its work from others
   * @param run how long a job's run lasts unless it is prolonged
   * @param reconcile how long a node-time reconciliation may take before another job may try
   * @param sweep how often the daemon checks all sources and platforms for work
   */
  public record Timing(
      Duration git, Duration lease, Duration run, Duration reconcile, Duration sweep) {}
}
