package io.trueup.listener.daemon.forge.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.Configuration.ForgeApi;
import io.trueup.listener.daemon.config.Configuration.Source;
import io.trueup.listener.daemon.config.Configuration.Statuses;
import io.trueup.listener.daemon.config.ConfiguredForges;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.ForgeServer.Scheme;
import io.trueup.listener.daemon.view.ToldForgeView;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the forges of all sources that want it what becomes of merges: one relay of events for each
 * source, so that no forge holds up another. Safe for any thread.
 */
public final class SourceStatuses {

  private static final Logger LOG = LoggerFactory.getLogger(SourceStatuses.class);
  private static final int BATCH = 500;
  private static final Duration FORGETTING = Duration.ofMinutes(1);
  private static final Duration WHILE_FORGETTING = Duration.ofSeconds(30);
  private static final String FORGETTER = "forgetting statuses";

  private final Map<SourceId, StatusSettings> settings = new TreeMap<>();
  private final Configuration configuration;
  private final InstantSource clock;
  private final ForgeClient client;
  private final Map<SourceId, Telling> tellings = new ConcurrentSkipListMap<>();

  private record Telling(EventRelay relay, StatusSender sender, RefusedCalls refused) {}

  /**
   * Reads what is to be told to whom.
   *
   * @param clock of this process, and of the client
   */
  public SourceStatuses(
      Configuration configuration,
      ConfiguredForges forges,
      ForgeClient client,
      InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
    this.client = client;
    for (var source : configuration.sources().values()) {
      var api = source.forgeApi();
      if (api != null && api.statuses() == Statuses.SENT) {
        settings.put(source.id(), settings(source, api, forges));
      }
    }
  }

  private StatusSettings settings(Source source, ForgeApi api, ConfiguredForges forges) {
    var forge = source.webhook().forge().forge();
    var server =
        forges
            .server(source.id())
            .orElseThrow(() -> new IllegalStateException("No API for '%s'".formatted(source.id())));
    var url = configuration.publicUrl();
    return new StatusSettings(
        source.id(),
        forge,
        server.by(forge == Forge.AZURE_DEVOPS ? Scheme.PASSWORD : Scheme.BEARER),
        new StatusTarget(
            repository(forge, api.repository()),
            source.branch(),
            isShared(api) ? source.id().value() : "",
            url == null ? null : url + "/"));
  }

  /** Azure DevOps and Bitbucket Data Center have further words in the addresses of repositories. */
  private static List<String> repository(Forge forge, String name) {
    var segments = Arrays.asList(name.split("/", -1));
    return switch (forge) {
      case AZURE_DEVOPS, BITBUCKET_DATA_CENTER -> {
        var named =
            segments.stream().filter(it -> !it.equals("_git") && !it.equals("scm")).toList();
        yield named.subList(Math.max(0, named.size() - 2), named.size());
      }
      case GITHUB, GITLAB, GITEA, FORGEJO, BITBUCKET_CLOUD, GENERIC, CLOUDEVENTS -> segments;
    };
  }

  private boolean isShared(ForgeApi api) {
    return configuration.sources().values().stream()
            .filter(it -> isTold(it.forgeApi(), api))
            .count()
        > 1;
  }

  /** Whether the repository of one API is told of, and is that of another. */
  private static boolean isTold(@Nullable ForgeApi api, ForgeApi other) {
    return api != null
        && api.statuses() == Statuses.SENT
        && api.url().equals(other.url())
        && api.repository().equals(other.repository());
  }

  /** Begins to tell forges of what an engine does from now on, and forgets those not told. */
  public void begin(StateStore store, Engine engine, MeterRegistry metrics) {
    tellings.clear();
    settings.values().forEach(it -> begin(it, store, engine, metrics));
    engine.every(FORGETTING, "forgetting of statuses", () -> forgetOthers(store));
  }

  private void begin(StatusSettings each, StateStore store, Engine engine, MeterRegistry metrics) {
    var source = each.source().value();
    var refused = new RefusedCalls(each.source(), each.form().permissions());
    var calls =
        new StatusCalls(
            client,
            each,
            refused,
            clock,
            result ->
                metrics
                    .counter(
                        "trueup.forge.calls",
                        "forge",
                        each.forge().key(),
                        "source",
                        source,
                        "result",
                        result.name().toLowerCase(Locale.ROOT))
                    .increment());
    var sender = new StatusSender(each.source(), store, calls);
    Gauge.builder("trueup.forge.statuses.age", sender, it -> age(it, store))
        .baseUnit("seconds")
        .description("Age of the oldest change that the forge could not be told; 0 for none")
        .tag("source", source)
        .register(metrics);
    var relay = engine.changes().relay(ForgeStatuses.reader(each.source()), BATCH, sender);
    tellings.put(each.source(), new Telling(relay, sender, refused));
  }

  private static double age(StatusSender sender, StateStore store) {
    return sender
        .oldestUntold()
        .map(it -> Math.max(0, Duration.between(it, store.now()).toMillis() / 1000.0))
        .orElse(0.0);
  }

  /** How the forge of a source is told; empty when it is not, or not by this process. */
  public Optional<ToldForgeView> view(SourceId source) {
    return Optional.ofNullable(tellings.get(source))
        .map(it -> {
          var problem = it.relay().problem();
          return new ToldForgeView(
              problem.map(EventRelay.Problem::reason).orElse(null),
              problem.map(EventRelay.Problem::since).orElse(null),
              it.refused().count(),
              it.refused().newest().orElse(null));
        });
  }

  /**
   * Forgets readers that nobody needs any more, so that events do not pile up. A source that this
   * process does not know may be another's, unless no process follows it.
   */
  private void forgetOthers(StateStore store) {
    for (var reader : store.changes().readers().keySet()) {
      if (reader.startsWith(ForgeStatuses.READERS)) {
        var source = new SourceId(reader.substring(ForgeStatuses.READERS.length()));
        if (!settings.containsKey(source) && isOver(store, source)) {
          forget(store, source);
        }
      }
    }
  }

  private boolean isOver(StateStore store, SourceId source) {
    return configuration.sources().containsKey(source)
        || store.sources().find(source).map(SourceState::isDetached).orElse(true);
  }

  /** A process with another configuration may still be at work. */
  private static void forget(StateStore store, SourceId source) {
    var resource = StateChanges.resource(ForgeStatuses.reader(source));
    var lease = store.leases().claim(resource, FORGETTER, WHILE_FORGETTING);
    if (lease.isPresent()) {
      store.forgeStatuses().forget(source);
      store.leases().release(lease.get());
      LOG.info("The forge of source '{}' is told nothing any more", source);
    }
  }
}
