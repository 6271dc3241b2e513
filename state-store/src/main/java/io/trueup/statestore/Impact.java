package io.trueup.statestore;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.Version.PlatformImpact;
import java.util.List;

/**
 * The effect of an accepted merge on one platform, compared with the accepted version before it.
 *
 * @param platform name of the platform
 * @param type which implementation realizes it
 * @param terms what the model says about its moves
 * @param owner who answers for its windows: the owner of the ecosystem
 * @param graph fingerprint of its whole graph in the new version
 * @param delta the nodes that differ; empty when the platform is provably unaffected
 */
public record Impact(
    String platform,
    String type,
    RolloutTerms terms,
    String owner,
    Fingerprint graph,
    List<NodeDelta> delta) {

  public Impact {
    delta = List.copyOf(delta);
  }

  /** The impact on a platform without dependencies, provider and tags. */
  public Impact(
      String platform,
      String type,
      RolloutPolicy policy,
      Fingerprint graph,
      List<NodeDelta> delta) {
    this(platform, type, RolloutTerms.of(policy), "", graph, delta);
  }

  /** The counts that others hear of. */
  public PlatformImpact told() {
    return new PlatformImpact(
        platform,
        count(NodeDelta.Kind.ADDED),
        count(NodeDelta.Kind.CHANGED),
        count(NodeDelta.Kind.REMOVED));
  }

  /** How many nodes differ in a way. */
  public int count(NodeDelta.Kind kind) {
    return (int) delta.stream().filter(it -> it.kind() == kind).count();
  }

  /** When the platform follows. */
  public RolloutPolicy policy() {
    return terms.policy();
  }
}
