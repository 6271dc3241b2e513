package io.trueup.listener.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfiguredForges;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.status.SourceStatuses;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.watch.GitHubHooks;
import io.trueup.listener.daemon.watch.HookPlace;
import io.trueup.listener.daemon.watch.RedeliverySweep;
import io.trueup.listener.daemon.watch.RegularChecks;
import io.trueup.listener.daemon.watch.RepositoryHooks;
import io.trueup.listener.daemon.watch.SourceDiagnosis;
import io.trueup.listener.daemon.watch.TokenWatch;
import io.trueup.listener.daemon.watch.WebhookChecks;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The checks of all configured sources, and the sweeps of those whose forge lists deliveries. */
final class WebhookWatch implements AutoCloseable {

  private final Configuration configuration;
  private final ProcessEnvironment environment;
  private final SecretReader secrets;
  private final OpenResources opened = new OpenResources();
  private final ForgeClient client;
  private final ConfiguredForges forges;
  private final Map<SourceId, SourceDiagnosis> checks = new TreeMap<>();
  private final Map<SourceId, SweepCounts> counts = new TreeMap<>();
  private final List<RedeliverySweep> sweeps = new ArrayList<>();
  private final TokenWatch tokens;
  private final RegularChecks regular;

  /**
   * Watches nothing yet.
   *
   * @param holder this process, in leases
   */
  WebhookWatch(
      Configuration configuration,
      ProcessEnvironment environment,
      List<FollowedSource> sources,
      String holder) {
    this.configuration = configuration;
    this.environment = environment;
    this.secrets = new SecretReader(environment.variables());
    this.client = opened.add(new ForgeClient(environment.clock()));
    this.forges = new ConfiguredForges(configuration, secrets);
    var hooksBySource = new TreeMap<SourceId, RepositoryHooks>();
    for (var followed : sources) {
      var source = configuration.sources().get(followed.branch().id());
      if (source != null) {
        var hooks = add(source, followed.mirror(), holder);
        if (hooks != null) {
          hooksBySource.put(source.id(), hooks);
        }
      }
    }
    this.tokens = new TokenWatch(hooksBySource, opened.add(new JdkThreads().timer("forge-tokens")));
    this.regular = new RegularChecks(checks, opened.add(new JdkThreads().timer("source-checks")));
  }

  private @Nullable RepositoryHooks add(
      Configuration.Source source, GitMirror mirror, String holder) {
    var place = place(source);
    var forge = source.webhook().forge().forge();
    var hooks = place == null ? null : RepositoryHooks.at(forge, client, place).orElse(null);
    checks.put(
        source.id(),
        new SourceDiagnosis(
            source,
            new Mirrored(mirror, ModelRoot.of(source.modelRoot())),
            secrets,
            environment.clock(),
            new WebhookChecks(
                source, secrets, environment.clock(), configuration.publicUrl(), hooks)));
    var api = source.forgeApi();
    if (place != null && api != null && forge == Forge.GITHUB) {
      var count = new SweepCounts();
      counts.put(source.id(), count);
      sweeps.add(
          new RedeliverySweep(
              new RedeliverySweep.Swept(
                  new GitHubHooks(client, place), source.id(), api.redeliverEvery()),
              holder,
              opened.add(new JdkThreads().timer("redelivery-" + source.id())),
              environment.clock(),
              count));
    }
    return hooks;
  }

  private @Nullable HookPlace place(Configuration.Source source) {
    var api = source.forgeApi();
    var server = forges.server(source.id());
    return api == null || server.isEmpty()
        ? null
        : new HookPlace(server.get(), api.repository(), source.id(), configuration.publicUrl());
  }

  private record Mirrored(GitMirror mirror, ModelRoot root) implements SourceDiagnosis.Remote {

    @Override
    public RemoteHead head() {
      return mirror.resolveHead();
    }

    @Override
    public boolean hasModelRoot(CommitId commit) {
      return mirror.hasRoot(commit, root);
    }
  }

  /** Counts what the sweeps of a source do. */
  private static final class SweepCounts implements RedeliverySweep.Observer {

    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();

    @Override
    public void listed(int deliveries) {
      failed.set(deliveries);
    }

    @Override
    public void asked() {
      asked.incrementAndGet();
    }
  }

  /** Registers metrics of the sweeps. */
  void register(MeterRegistry registry) {
    counts.forEach((source, count) -> {
      Gauge.builder("trueup.source.deliveries.failed", count.failed, AtomicInteger::get)
          .description("Deliveries that failed since the last success, by the forge's list")
          .tag("source", source.value())
          .register(registry);
      FunctionCounter.builder("trueup.source.redeliveries", count.asked, AtomicLong::get)
          .description("Failed deliveries that the forge was asked for again")
          .tag("source", source.value())
          .register(registry);
    });
  }

  /** When the token for the forge of a source expires; empty while the forge has not told it. */
  Optional<Instant> tokenExpires(SourceId source) {
    return forges.server(source).flatMap(client::tokenExpires).or(() -> tokens.expires(source));
  }

  /** What is wrong with the deliveries of each source that was checked; empty for nothing. */
  SortedMap<String, String> problems() {
    return regular.problems();
  }

  /** What the forges of the sources are told; it shares the limits of calls. */
  SourceStatuses statuses() {
    return new SourceStatuses(configuration, forges, client, environment.clock());
  }

  /** Starts the sweeps and the regular checks, and asks for tokens' expiry. */
  void start(StateStore store) {
    tokens.start();
    regular.start(store);
    sweeps.forEach(it -> it.start(store.leases()));
  }

  /** Checks a source; empty when this process does not follow it. */
  Optional<SourceCheckView> check(SourceState source, StateStore store) {
    return Optional.ofNullable(checks.get(source.id())).map(it -> it.check(source, store));
  }

  @Override
  public void close() {
    opened.close();
  }
}
