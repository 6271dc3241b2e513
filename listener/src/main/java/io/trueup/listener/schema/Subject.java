package io.trueup.listener.schema;

import io.trueup.listener.rollout.PlatformModels;
import io.trueup.listener.rollout.Realizers;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A platform in one of its versions, and what answers for its tables.
 *
 * @param commit of the version; null when it is not known
 */
record Subject(
    PlatformState platform,
    At at,
    long version,
    @Nullable String commit,
    PlatformGraph graph,
    SchemaOperations operations) {

  /** Where names are looked for, in an error. */
  String where() {
    return "on platform '%s' in version %d".formatted(platform.id(), version);
  }

  /** Finds subjects. Safe for any thread; blocks. */
  record Finder(StateStore store, PlatformModels models, Realizers realizers) {

    /**
     * A platform as it is now.
     *
     * @throws SchemaException when it has no tables that could be looked at here
     */
    Subject find(PlatformState platform, At at) {
      var id = platform.id();
      if (!models.follows(id)) {
        throw SchemaException.conflict(
            "not-followed",
            "This daemon does not follow the source of platform '%s'. Ask one that does"
                .formatted(id));
      }
      var operations =
          realizers
              .executor(platform.type())
              .capability(SchemaOperations.class)
              .orElseThrow(() ->
                  SchemaException.conflict(
                      "no-tables",
                      "Platform '%s' is of type '%s', which keeps no tables"
                          .formatted(id, platform.type())));
      var version = at.version(platform);
      if (version == 0) {
        throw SchemaException.conflict(
            "no-version",
            "Platform '%s' has no %s version yet%s"
                .formatted(
                    id,
                    at.text(),
                    at == At.MERGED ? "" : "; at 'merged' it is shown what is to come"));
      }
      var commit =
          store.versions().find(id.source(), version).map(it -> it.commit().value()).orElse(null);
      return new Subject(platform, at, version, commit, graph(platform, version), operations);
    }

    /** A version that declares the platform no more asks for nothing. */
    private PlatformGraph graph(PlatformState platform, long version) {
      return models
          .graph(platform.id(), version)
          .or(() -> models.graph(platform.id(), platform.realized().version()).map(Finder::emptied))
          .orElseThrow(() ->
              SchemaException.conflict(
                  "not-declared",
                  "Version %d does not declare platform '%s'".formatted(version, platform.id())));
    }

    private static PlatformGraph emptied(PlatformGraph graph) {
      return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
    }
  }
}
