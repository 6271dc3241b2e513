package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the graph of a platform in an accepted version. Safe for any thread. */
public final class PlatformModels {

  private final StateStore store;
  private final Map<SourceId, ModelLibrary> libraries;

  /**
   * Finds graphs in libraries.
   *
   * @param libraries of all followed sources
   */
  public PlatformModels(StateStore store, Map<SourceId, ModelLibrary> libraries) {
    this.store = store;
    this.libraries = Map.copyOf(libraries);
  }

  /** Whether the platform's source is followed by this process. */
  public boolean follows(PlatformId platform) {
    return libraries.containsKey(platform.source());
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
        store
            .versions()
            .find(source, version)
            .orElseThrow(() ->
                new IllegalStateException(
                    "Version %d of '%s' is not recorded".formatted(version, source)))
            .commit();
    return Optional.of(library.model(commit).graphs());
  }

  /**
   * The graph of a version; when that version does not declare the platform, an empty graph with
   * the platform as another version declares it.
   *
   * @param other the version to look at first then
   */
  public PlatformGraph graphOrEmpty(PlatformState platform, long version, long other) {
    return graph(platform.id(), version)
        .or(() -> graph(platform.id(), other).map(PlatformModels::emptied))
        .or(() -> graph(platform.id(), platform.realized().version()).map(PlatformModels::emptied))
        .or(() -> graph(platform.id(), platform.target().version()).map(PlatformModels::emptied))
        .orElseThrow(() ->
            new IllegalStateException(
                "Cannot find a version that declares platform '%s'".formatted(platform.id())));
  }

  /** A graph without its nodes. */
  public static PlatformGraph emptied(PlatformGraph graph) {
    return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
  }
}
