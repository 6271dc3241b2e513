package io.trueup.listener.check;

import io.trueup.listener.check.NodeImpact.Effect;
import io.trueup.listener.check.NodeImpact.Moment;
import io.trueup.model.ecosystem.RolloutPolicy;
import java.util.List;

/**
 * What a merge would set off on one platform that either version declares.
 *
 * @param policy when the platform follows
 * @param nodes those that differ, by key; none means that the platform is provably unaffected
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

  /** How many nodes have a fate. */
  public long count(Effect effect) {
    return nodes.stream().filter(it -> it.effect() == effect).count();
  }

  /** How many nodes come about at a moment. */
  public long count(Moment moment) {
    return nodes.stream().filter(it -> it.moment() == moment).count();
  }
}
