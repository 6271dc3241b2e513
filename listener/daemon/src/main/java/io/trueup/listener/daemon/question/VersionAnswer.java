package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;

/**
 * A version of a model and how much it declares.
 *
 * @param version its number in its source
 * @param ecosystem the ecosystem's name
 * @param stores with the outputs of transformers
 */
public record VersionAnswer(
    String source,
    long version,
    String commit,
    String ecosystem,
    int zones,
    int teams,
    int containers,
    int stores,
    int workspaces,
    int transformers,
    int platforms) {

  static VersionAnswer of(ModelVersion version) {
    var ecosystem = version.model().ecosystem();
    return new VersionAnswer(
        version.source().value(),
        version.sequence(),
        version.commit().value(),
        ecosystem.declaration().name(),
        ecosystem.zones().size(),
        ecosystem.teams().size(),
        ecosystem.containers().size(),
        ecosystem.stores().size(),
        ecosystem.workspaces().size(),
        ecosystem.producers().size(),
        ecosystem.platforms().size());
  }
}
