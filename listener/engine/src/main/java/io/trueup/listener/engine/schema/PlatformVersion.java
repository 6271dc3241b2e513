package io.trueup.listener.engine.schema;

import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A platform at one of its versions, with the operations on its tables.
 *
 * @param commit of the version; null when it is not known
 */
record PlatformVersion(
    PlatformState platform,
    VersionChoice choice,
    long version,
    @Nullable String commit,
    PlatformGraph graph,
    SchemaOperations operations) {

  /** The place that an error names, such as {@code on platform 'acme/Live' in version 2}. */
  String where() {
    return "on platform '%s' in version %d".formatted(platform.id(), version);
  }

  /** The plan that a report of this version is. */
  PlatformPlan plan(SchemaReport report, List<NodeKey> order) {
    return new PlatformPlan(platform.id(), choice, version, commit, report, order);
  }

  /** Finds the versions of platforms. Safe for any thread; blocks. */
  record Finder(StateStore store, PlatformModels models, PlatformRuntimes realizers) {

    /**
     * A platform as it is now.
     *
     * @throws RefusalException when it has no tables that this daemon can read
     */
    PlatformVersion find(PlatformState platform, VersionChoice choice) {
      var id = platform.id();
      if (!models.follows(id)) {
        throw RefusalException.conflict(
            "not-followed",
            "This daemon does not follow the source of platform '%s'. Ask one that does"
                .formatted(id));
      }
      var operations =
          realizers
              .executor(platform.type())
              .capability(SchemaOperations.class)
              .orElseThrow(() ->
                  RefusalException.conflict(
                      "no-tables",
                      "Platform '%s' is of type '%s', which keeps no tables"
                          .formatted(id, platform.type())));
      var version = choice.version(platform);
      if (version == 0) {
        throw RefusalException.conflict(
            "no-version",
            "Platform '%s' has no %s version yet%s"
                .formatted(
                    id,
                    choice.text(),
                    choice == VersionChoice.MERGED
                        ? ""
                        : "; use 'merged' to see the coming changes"));
      }
      var commit =
          store.versions().find(id.source(), version).map(it -> it.commit().value()).orElse(null);
      return new PlatformVersion(
          platform, choice, version, commit, graph(platform, version), operations);
    }

    /** A version that no longer declares the platform needs nothing. */
    private PlatformGraph graph(PlatformState platform, long version) {
      return models
          .graph(platform.id(), version)
          .or(() -> models.graph(platform.id(), platform.realized().version()).map(Finder::emptied))
          .orElseThrow(() ->
              RefusalException.conflict(
                  "not-declared",
                  "Version %d does not declare platform '%s'".formatted(version, platform.id())));
    }

    private static PlatformGraph emptied(PlatformGraph graph) {
      return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
    }
  }
}
