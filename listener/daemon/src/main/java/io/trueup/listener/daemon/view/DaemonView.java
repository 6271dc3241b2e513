package io.trueup.listener.daemon.view;

import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
    @Nullable Instant owedSince) {

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
   */
  public static DaemonView of(RunningDaemon daemon, List<SourceState> sources) {
    var report = daemon.report();
    var serves = report.serves();
    var owing =
        sources.stream()
            .filter(it -> !it.isDetached() && serves.serves(it.id()))
            .filter(it -> it.requested() > it.processed())
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
            .orElse(null));
  }
}
