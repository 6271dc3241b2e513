package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the graph of a platform in an accepted version. Safe for any thread. */
public final class PlatformModels {

  /** A platform that was removed before it ever moved was declared by one of so many versions. */
  private static final int MOST_LOOKED_AT = 50;

  private final StateStore store;
  private final Map<SourceId, ModelLibrary> libraries;
  private final RecordedVersions versions;

  /**
   * Finds graphs in libraries.
   *
   * @param libraries of all followed sources
   */
  public PlatformModels(StateStore store, Map<SourceId, ModelLibrary> libraries) {
    this.store = store;
    this.libraries = Map.copyOf(libraries);
    this.versions = new RecordedVersions(store);
  }

  /** Whether the platform's source is followed by this process. */
  public boolean follows(PlatformId platform) {
    return libraries.containsKey(platform.source());
  }

  /** When a version was accepted; empty when it is not recorded. */
  Optional<Instant> decidedAt(SourceId source, long version) {
    return versions.find(source, version).map(RecordedVersions.Recorded::decidedAt);
  }

  /** The graph; empty for version 0 and when the version does not declare the platform. */
  public Optional<PlatformGraph> graph(PlatformId platform, long version) {
    return graphs(platform.source(), version).map(it -> it.find(platform.name()));
  }

  /**
   * The graphs of all platforms that a version declares, by name; empty for version 0, and when the
   * source is not followed.
   */
  Optional<PersistentMap<String, PlatformGraph>> graphs(SourceId source, long version) {
    var library = libraries.get(source);
    if (version == 0 || library == null) {
      return Optional.empty();
    }
    var commit =
        versions
            .commit(source, version)
            .orElseThrow(() ->
                new IllegalStateException(
                    "Version %d of '%s' is not recorded".formatted(version, source)));
    return Optional.of(library.model(commit).graphs());
  }

  /**
   * The graph of a version; when that version does not declare the platform, an empty graph with
   * the platform as another version declares it.
   *
   * @param other the version to look at first then
   * @throws UndeclaredPlatformException when none declares it
   */
  public PlatformGraph graphOrEmpty(PlatformState platform, long version, long other) {
    return graph(platform.id(), version)
        .or(() -> graph(platform.id(), other).map(PlatformModels::emptied))
        .or(() -> graph(platform.id(), platform.realized().version()).map(PlatformModels::emptied))
        .or(() -> graph(platform.id(), platform.target().version()).map(PlatformModels::emptied))
        .or(() -> lastDeclared(platform.id(), version).map(PlatformModels::emptied))
        .orElseThrow(() -> new UndeclaredPlatformException(platform.id(), version));
  }

  /** The graph of the last version before another one that declares a platform. */
  private Optional<PlatformGraph> lastDeclared(PlatformId platform, long before) {
    return store.versions().newest(platform.source(), MOST_LOOKED_AT).stream()
        .filter(it -> it.accepted() && it.sequence() < before)
        .flatMap(it -> graph(platform, it.sequence()).stream())
        .findFirst();
  }

  /** A graph without its nodes. */
  public static PlatformGraph emptied(PlatformGraph graph) {
    return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
  }
}
