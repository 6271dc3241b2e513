package io.trueup.listener.daemon.view;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateChanges.Backlog;
import io.trueup.statestore.control.GroupPause;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A daemon, as it reported last.
 *
 * @param daemon its name in leases
 * @param address where it listens
 * @param program the version of its program
 * @param state {@code live}; {@code stopped} in order; or {@code gone}, because it reports no more
 * @param startedAt since when it works
 * @param seenAt when it reported last, by the database's clock
 * @param sources the sources that it serves
 * @param types the types of platforms that it serves; empty for all
 * @param providers the providers whose platforms it serves; empty for all
 * @param regions the places whose platforms it serves; empty for all
 * @param holds what it works on now: the resources whose leases it holds
 * @param owed how many requested checks of its sources are not answered
 * @param owedSince since when the oldest of them is owed; null when none is
 * @param moving how many of its platforms have steps that can be carried out now; those that wait
 *     for a gate, a person or their jobs do not count
 * @param movingSince since when the first of them has; null when none does
 * @param unsent how many events the readers that it works for have not passed on; notifications,
 *     which gather events on purpose, do not count
 * @param unsentSince since when the oldest of them waits; null when none does
 */
public record DaemonView(
    String daemon,
    String address,
    String program,
    String state,
    Instant startedAt,
    Instant seenAt,
    List<String> sources,
    List<String> types,
    List<String> providers,
    List<String> regions,
    List<String> holds,
    long owed,
    @Nullable Instant owedSince,
    long moving,
    @Nullable Instant movingSince,
    long unsent,
    @Nullable Instant unsentSince) {

  public DaemonView {
    sources = List.copyOf(sources);
    types = List.copyOf(types);
    providers = List.copyOf(providers);
    regions = List.copyOf(regions);
    holds = List.copyOf(holds);
  }

  /**
   * All daemons.
   *
   * @param unserved what no live daemon serves, a sentence each with what to do
   */
  public record Fleet(Instant at, List<DaemonView> daemons, List<String> unserved) {

    public Fleet {
      daemons = List.copyOf(daemons);
      unserved = List.copyOf(unserved);
    }
  }

  /**
   * The view of a daemon.
   *
   * @param sources all sources of the store
   * @param moving since when each platform of followed sources has steps to be carried out, as far
   *     as it has
   * @param unsent what readers of events have not passed on
   */
  public static DaemonView of(
      RunningDaemon daemon,
      List<SourceState> sources,
      Map<PlatformState, Instant> moving,
      List<Backlog> unsent) {
    var report = daemon.report();
    var serves = report.serves();
    var owing =
        sources.stream()
            .filter(it -> !it.isDetached() && serves.serves(it.id()))
            .filter(it -> it.requested() > it.processed())
            .toList();
    var due =
        moving.entrySet().stream()
            .filter(it -> serves.serves(it.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    var waiting =
        unsent.stream()
            .filter(it -> daemon.holds().contains(StateChanges.resource(it.reader())))
            .toList();
    return new DaemonView(
        report.holder(),
        report.address(),
        report.program(),
        daemon.state().name().toLowerCase(Locale.ROOT),
        report.startedAt(),
        daemon.seenAt(),
        serves.sources().stream().map(SourceId::value).toList(),
        List.copyOf(serves.types()),
        List.copyOf(serves.providers()),
        List.copyOf(serves.regions()),
        daemon.holds(),
        owing.stream().mapToLong(it -> it.requested() - it.processed()).sum(),
        owing.stream()
            .map(SourceState::owedSince)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null),
        due.size(),
        due.stream().min(Comparator.naturalOrder()).orElse(null),
        waiting.stream().mapToLong(Backlog::waiting).sum(),
        waiting.stream()
            .map(Backlog::since)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  /**
   * The platforms that have steps to be carried out now, and since when.
   *
   * @param platforms of followed sources
   * @param pauses those of several platforms, in force, that match a platform
   */
  public static Map<PlatformState, Instant> moving(
      List<PlatformState> platforms, Function<PlatformState, List<GroupPause>> pauses) {
    var moving = new LinkedHashMap<PlatformState, Instant>();
    for (var platform : platforms) {
      var matching = pauses.apply(platform);
      switch (PlatformCondition.of(platform, matching)) {
        case MOVING, FAILING -> moving.put(platform, PlatformCondition.since(platform, matching));
        case BLOCKED,
            PAUSED,
            AWAITING_JOBS,
            CANCELLED,
            DRIFTED,
            REALIZED,
            OWN_LOOP,
            HELD,
            WAITING -> {}
      }
    }
    return moving;
  }
}
