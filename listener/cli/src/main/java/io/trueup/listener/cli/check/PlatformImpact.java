package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.model.ecosystem.RolloutTerms;
import java.util.List;

/**
 * The impact of a merge on one platform that either version declares.
 *
 * @param terms when the platform follows
 * @param needsApproval whether it removes so much that an operator must approve it
 * @param nodes the nodes that differ, by key; empty when the platform is provably unaffected
 */
public record PlatformImpact(
    String platform,
    String type,
    RolloutTerms terms,
    boolean needsApproval,
    List<NodeImpact> nodes) {

  public PlatformImpact {
    nodes = List.copyOf(nodes);
  }

  /** Whether the platform would have nothing to do. */
  public boolean isUnaffected() {
    return nodes.isEmpty();
  }

  /** When the platform follows: the parts of a sentence. */
  public List<String> conditions() {
    return FollowConditions.of(terms, needsApproval);
  }

  /** The number of nodes with an effect. */
  public long count(Effect effect) {
    return nodes.stream().filter(it -> it.effect() == effect).count();
  }

  /** The number of nodes that change at a moment. */
  public long count(Moment moment) {
    return nodes.stream().filter(it -> it.moment() == moment).count();
  }
}
