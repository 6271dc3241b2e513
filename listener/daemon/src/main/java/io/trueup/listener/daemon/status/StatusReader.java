package io.trueup.listener.daemon.status;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trueup.listener.daemon.view.AuditView;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.HookView;
import io.trueup.listener.daemon.view.LoadingView;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.StandingOrders;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.daemon.view.ToldForgeView;
import io.trueup.listener.daemon.view.VersionFilesView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.statestore.Arrivals;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads views of the current state from a store. Safe for any thread; blocks. */
public final class StatusReader {

  private static final int PROBLEMS_IN_LISTS = 20;

  private final StateStore store;
  private final Function<SourceId, Optional<LoadProgress>> loads;
  private final Function<SourceId, Optional<VersionFolder>> compiled;
  private final Function<SourceId, Optional<ToldForgeView>> told;
  private final Supplier<ProcessLinks> links;

  /** Reads what a store holds, where no process is known. */
  public StatusReader(StateStore store) {
    this(
        store,
        _ -> Optional.empty(),
        _ -> Optional.empty(),
        _ -> Optional.empty(),
        () -> ProcessLinks.NONE);
  }

  /**
   * Reads what a store holds.
   *
   * @param loads how far this process is with loading a source's model
   * @param compiled the compiled versions of a source; empty where this process keeps none
   * @param told how the forge of a source is told; empty where this process does not tell it
   * @param links what this process is linked with
   */
  public StatusReader(
      StateStore store,
      Function<SourceId, Optional<LoadProgress>> loads,
      Function<SourceId, Optional<VersionFolder>> compiled,
      Function<SourceId, Optional<ToldForgeView>> told,
      Supplier<ProcessLinks> links) {
    this.links = links;
    this.compiled = compiled;
    this.told = told;
    this.store = store;
    this.loads = loads;
  }

  /** Every source and platform. */
  public StatusView status() {
    var arrivals = store.deliveries().arrivals();
    var now = store.now();
    var sources =
        store.sources().all().stream().map(it -> source(it, arrivals.get(it.id()), now)).toList();
    return StatusView.of(now, sources, platforms())
        .withGaps(ServiceGaps.read(store).warnings())
        .withWarnings(links.get().warnings())
        .withWarnings(StrandedEvents.warnings(store));
  }

  /** A source, with the reason why its newest merge was rejected. */
  public SourceView source(SourceState source) {
    return source(source, store.deliveries().arrivals().get(source.id()), store.now());
  }

  private SourceView source(SourceState source, @Nullable Arrivals arrivals, Instant now) {
    var newest =
        source.isHeadRejected()
            ? store.versions().newest(source.id(), 1).stream().findFirst()
            : Optional.<Version>empty();
    var view =
        SourceView.of(
            source,
            newest.orElse(null),
            store.versions().verdictSince(source.id()).orElse(null),
            loads.apply(source.id()).map(StatusReader::loading).orElse(null),
            compiled.apply(source.id()).map(StatusReader::files).orElse(null));
    var arrived = arrivals == null ? view : view.with(HookView.of(source.id(), arrivals, now));
    return told.apply(source.id()).map(arrived::with).orElse(arrived);
  }

  private static LoadingView loading(LoadProgress progress) {
    var remaining = progress.remaining();
    return new LoadingView(
        progress.commit(),
        progress.phase(),
        progress.done(),
        progress.total(),
        progress.percent(),
        remaining == null ? null : remaining.toSeconds(),
        progress.startedAt(),
        progress.text());
  }

  /** The source that declares a platform. */
  public SourceView source(PlatformId platform) {
    return store
        .sources()
        .find(platform.source())
        .map(this::source)
        .orElseThrow(
            () -> new IllegalStateException("Platform '%s' has no source".formatted(platform)));
  }

  /** Every platform. */
  public List<PlatformView> platforms() {
    return views(store.platforms().all());
  }

  /** The views of platforms. */
  List<PlatformView> views(List<PlatformState> platforms) {
    var commits = new HashMap<VersionKey, Optional<String>>();
    var orders = AllOrders.read(store);
    return platforms.stream().map(it -> view(it, orders.of(it), commits)).toList();
  }

  /** One platform. */
  public PlatformView platform(PlatformState platform) {
    return view(platform, AllOrders.read(store).of(platform), new HashMap<>());
  }

  private record VersionKey(SourceId source, long version) {}

  private PlatformView view(
      PlatformState platform, StandingOrders orders, Map<VersionKey, Optional<String>> commits) {
    var source = platform.id().source();
    return PlatformView.of(
        platform,
        orders,
        version ->
            commits.computeIfAbsent(new VersionKey(source, version), this::commit).orElse(null),
        PlatformCondition.of(platform, orders.pauses()) == PlatformCondition.AWAITING_JOBS
            ? store.rollouts().appliedNodes(platform.id()).size()
            : 0);
  }

  private Optional<String> commit(VersionKey key) {
    return store.versions().find(key.source(), key.version()).map(it -> it.commit().value());
  }

  /**
   * The newest versions, each with its first problems.
   *
   * @param source null for every source
   */
  public List<VersionView> versions(@Nullable SourceId source, int limit) {
    var versions = store.versions().newest(source, limit);
    var told = new HashMap<SourceId, Map<CommitId, Attribution>>();
    versions.stream()
        .collect(groupingBy(Version::source, mapping(Version::commit, toSet())))
        .forEach((id, commits) -> told.put(id, store.deliveries().attributions(id, commits)));
    return versions.stream()
        .map(it ->
            VersionView.of(
                it, told.getOrDefault(it.source(), Map.of()).get(it.commit()), PROBLEMS_IN_LISTS))
        .toList();
  }

  /** One version with all its problems; empty when the source has no such version. */
  public Optional<VersionView> version(SourceId source, long version) {
    return store
        .versions()
        .find(source, version)
        .map(it -> VersionView.of(it, attribution(it), Integer.MAX_VALUE));
  }

  private @Nullable Attribution attribution(Version version) {
    return store
        .deliveries()
        .attributions(version.source(), List.of(version.commit()))
        .get(version.commit());
  }

  /**
   * The newest webhook deliveries.
   *
   * @param source null for every source
   */
  public List<DeliveryView> deliveries(@Nullable SourceId source, int limit) {
    return store.deliveries().newest(source, limit).stream().map(DeliveryView::of).toList();
  }

  /**
   * The newest audit entries.
   *
   * @param subject null for every subject
   */
  public List<AuditView> audit(@Nullable String subject, int limit) {
    return store.audit().newest(subject, limit).stream().map(StatusReader::view).toList();
  }

  /** The view of an audit entry. */
  public static AuditView view(AuditEntry entry) {
    return new AuditView(
        entry.id(),
        entry.at(),
        entry.actor().name(),
        entry.actor().address(),
        entry.verb(),
        entry.subject(),
        json(entry.before()),
        json(entry.after()),
        entry.reason());
  }

  private static @Nullable JsonNode json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return JsonMappers.LENIENT.readTree(text);
    } catch (JsonProcessingException _) {
      return TextNode.valueOf(text);
    }
  }

  /** What a folder takes now; reads its listing. */
  private static VersionFilesView files(VersionFolder folder) {
    var usage = folder.usage();
    return new VersionFilesView(usage.files(), usage.bytes(), folder.problem().orElse(null));
  }
}
