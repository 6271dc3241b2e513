package io.trueup.listener.daemon.modelserver;

import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.versions.NeededVersions;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.util.HashSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the versions that anything points to before a question needs them: the served one, the one
 * that will be served next, and those that pointers, runs and leases need. Used by one thread; what
 * it found may be read by any.
 */
final class PreparedVersions {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedVersions.class);

  private final StateStore store;
  private final ModelVersions versions;
  private final ServedLibraries libraries;
  private volatile SortedMap<SourceId, State> states = new TreeMap<>();

  /**
   * What is open of a source.
   *
   * @param served the version that is served now; 0 before the first
   * @param problem why the newest needed version is not open; empty when it is
   */
  record State(long served, SortedSet<Long> open, String problem) {

    boolean hasServed() {
      return served == 0 || open.contains(served);
    }

    /** How many versions the newest open one is behind the served one. */
    long lag() {
      return hasServed() ? 0 : Math.max(1, served - (open.isEmpty() ? 0 : open.last()));
    }
  }

  PreparedVersions(StateStore store, ModelVersions versions, ServedLibraries libraries) {
    this.store = store;
    this.versions = versions;
    this.libraries = libraries;
  }

  SortedMap<SourceId, State> states() {
    return states;
  }

  /** Opens what is needed and not open yet; blocks while it does. */
  void refresh() {
    var next = new TreeMap<SourceId, State>();
    for (var source : libraries.bySource().keySet()) {
      next.put(source, refreshed(source));
    }
    states = next;
  }

  private State refreshed(SourceId source) {
    var served = store.modelServers().served(source);
    var needed = new TreeSet<>(NeededVersions.of(store, source).keySet());
    served.map(ServedVersion::served).filter(it -> it != 0).ifPresent(needed::add);
    served.map(ServedVersion::preparing).filter(it -> it != 0).ifPresent(needed::add);
    var open = new TreeSet<Long>();
    var commits = new HashSet<CommitId>();
    var problem = "";
    for (var number : needed.descendingSet()) {
      try {
        commits.add(versions.open(source, number).commit());
        open.add(number);
      } catch (MissingVersionException e) {
        problem = problem.isEmpty() ? String.valueOf(e.getMessage()) : problem;
      } catch (RuntimeException e) {
        LOG.warn("Cannot open version {} of source '{}'", number, source, e);
        problem = problem.isEmpty() ? String.valueOf(e.getMessage()) : problem;
      }
    }
    Objects.requireNonNull(libraries.bySource().get(source)).pin(commits);
    if (problem.isEmpty()) {
      libraries.keepOnly(source, commits.stream().map(CommitId::value).collect(Collectors.toSet()));
    }
    // It may have moved on meanwhile; what is served is decided elsewhere.
    var now = store.modelServers().served(source).map(ServedVersion::served).orElse(0L);
    return new State(now, open, problem);
  }
}
