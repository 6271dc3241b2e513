package io.trueup.listener.daemon.status;

import io.trueup.listener.engine.text.Counts;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sources and platforms that no live daemon serves. Pure, but for {@link #read}.
 *
 * @param sources followed ones
 * @param platforms of served sources
 */
public record ServiceGaps(List<SourceId> sources, List<PlatformState> platforms) {

  private static final int MOST_NAMED = 5;

  public ServiceGaps {
    sources = List.copyOf(sources);
    platforms = List.copyOf(platforms);
  }

  /** The gaps now. */
  public static ServiceGaps read(StateStore store) {
    return of(store.daemons().all(), store.sources().all(), store.platforms().all());
  }

  /** The gaps. Where no daemon reports at all, those that work are older than reports. */
  public static ServiceGaps of(
      List<RunningDaemon> daemons, List<SourceState> sources, List<PlatformState> platforms) {
    var live =
        daemons.stream().filter(RunningDaemon::isLive).map(it -> it.report().serves()).toList();
    if (live.isEmpty()) {
      return new ServiceGaps(List.of(), List.of());
    }
    var followed = sources.stream().filter(it -> !it.isDetached()).map(SourceState::id).toList();
    var unserved = followed.stream().filter(it -> !isServed(live, it)).toList();
    return new ServiceGaps(
        unserved,
        platforms.stream()
            .filter(it -> followed.contains(it.id().source()))
            .filter(it -> !unserved.contains(it.id().source()))
            .filter(it -> live.stream().noneMatch(daemon -> daemon.serves(it)))
            .toList());
  }

  private static boolean isServed(List<ServedWork> live, SourceId source) {
    return live.stream().anyMatch(it -> it.serves(source));
  }

  /** Whether everything is served. */
  public boolean isEmpty() {
    return sources.isEmpty() && platforms.isEmpty();
  }

  /** How much is not served, without names. */
  String counts() {
    return "%s and %s"
        .formatted(Counts.of(sources.size(), "source"), Counts.of(platforms.size(), "platform"));
  }

  /** A sentence each, with what to do. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    for (var source : sources) {
      warnings.add(
          "No live daemon serves source '%s', so its merges wait. Start a daemon that follows it and whose 'serves' names it or no sources"
              .formatted(source));
    }
    var byKind =
        platforms.stream().collect(Collectors.groupingBy(ServiceGaps::kind, Collectors.toList()));
    byKind.entrySet().stream()
        .map(it ->
            "No live daemon serves %s, so %s. Start a daemon whose 'serves' includes %s"
                .formatted(it.getKey(), waiting(it.getValue()), it.getKey()))
        .sorted()
        .forEach(warnings::add);
    return warnings;
  }

  private static String waiting(List<PlatformState> platforms) {
    var names =
        platforms.stream()
            .limit(MOST_NAMED)
            .map(it -> "'%s'".formatted(it.id()))
            .collect(Collectors.joining(", "));
    var more = platforms.size() - MOST_NAMED;
    return "%s %s%s %s"
        .formatted(
            platforms.size() == 1 ? "platform" : "platforms",
            names,
            more > 0 ? " and %d more".formatted(more) : "",
            platforms.size() == 1 ? "waits" : "wait");
  }

  private static String kind(PlatformState platform) {
    var terms = platform.terms();
    var places = terms.locations();
    return "platforms of source '%s' with type '%s'%s%s"
        .formatted(
            platform.id().source(),
            platform.type(),
            terms.provider() == null ? "" : ", provider '%s'".formatted(terms.provider()),
            places.isEmpty()
                ? ""
                : " in "
                    + places.stream().map("'%s'"::formatted).collect(Collectors.joining(" or ")));
  }
}
