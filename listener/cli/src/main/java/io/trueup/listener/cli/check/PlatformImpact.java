package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.model.ecosystem.RolloutPolicy;
import java.util.List;

/**
 * The impact of a merge on one platform that either version declares.
 *
 * @param policy when the platform follows
 * @param nodes the nodes that differ, by key; empty when the platform is provably unaffected
 */
public record PlatformImpact(
    String platform, String type, RolloutPolicy policy, List<NodeImpact> nodes) {

  public PlatformImpact {
    nodes = List.copyOf(nodes);
  }

  /** Whether the platform would have nothing to do. */
  public boolean isUnaffected() {
    return nodes.isEmpty();
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
