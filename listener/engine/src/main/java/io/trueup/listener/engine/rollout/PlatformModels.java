package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.util.Map;
import java.util.Optional;

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
    var library = libraries.get(platform.source());
    if (version == 0 || library == null) {
      return Optional.empty();
    }
    var commit =
        store
            .versions()
            .find(platform.source(), version)
            .orElseThrow(() ->
                new IllegalStateException(
                    "Version %d of '%s' is not recorded".formatted(version, platform.source())))
            .commit();
    return Optional.ofNullable(library.model(commit).graphs().get(platform.name()));
  }
}
