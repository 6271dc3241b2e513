package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Run;
import java.time.Duration;
import java.util.Objects;

/**
 * Decides the answer to a job at its start (design §7). Pure.
 *
 * <pre>
 * the node is            and                                   the answer
 * unknown                                                      no such node
 * any but RETIRED        an operator changes it by hand        WAIT: no DDL under a running job
 * RETIRED                                                      RETIRE
 * RETIRING               the rollout is stopped                RUN or RECONCILE, as it was
 * RETIRING               another run is live on the node       WAIT: nothing is retired under a job
 * RETIRING                                                     RETIRE, and the node is marked
 * PENDING                                                      WAIT: it is being provisioned
 * REALIZED               the job ran with this fingerprint     RUN
 * REALIZED               it ran with another                   RECONCILE: adapt, then run
 * AWAITING_NODE_TIME     nothing is realized yet               WAIT: it follows another node's job
 * AWAITING_NODE_TIME     the rollout is stopped                RUN or RECONCILE, as it was
 * AWAITING_NODE_TIME     another run is live on the node       WAIT: no DDL under a running job
 * AWAITING_NODE_TIME     it reads a node of another platform   RUN or RECONCILE, as it was
 *                        that has not changed yet
 * AWAITING_NODE_TIME                                           RECONCILE, after the daemon did
 * </pre>
 *
 * A rollout is stopped while the platform, or a group that it is in, is paused; when it was
 * cancelled; and in a closed window, unless the platform's {@code at-close} is {@code finish}.
 *
 * <p>A node may be uncertain: an attempt to change it began and is not recorded as landed. That
 * does not change the answer. While the rollout is stopped, the job gets the node as it was,
 * although its tables may already be further: tables only grow, so that the job's knowledge still
 * holds.
 */
public final class NodeTimeRules {

  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofSeconds(30);

  private final GateRules gates;

  public NodeTimeRules(GateRules gates) {
    this.gates = gates;
  }

  /** Decides the answer. */
  public NodeDecision decide(NodeSituation situation) {
    var node = situation.node();
    if (node == null) {
      return new NodeDecision.Unknown("The platform never had such a node");
    }
    var operator = situation.lockedBy();
    if (operator != null && node.state() != NodeState.RETIRED) {
      return new NodeDecision.Wait(
          "The node is being changed by hand, by '%s'".formatted(operator), SHORTLY);
    }
    return switch (node.state()) {
      case RETIRED -> new NodeDecision.Retire(false, "The node is no longer part of the model");
      case RETIRING -> retiring(situation, node);
      case PENDING -> new NodeDecision.Wait("The node is being made", SHORTLY);
      case REALIZED -> proceed(situation, realized(node), situation.platform().target().version());
      case AWAITING_NODE_TIME -> awaiting(situation, node);
    };
  }

  /**
   * The answer to the job of a node that must not change yet: it runs with what is realized.
   *
   * @param situation of a node that has something realized
   */
  NodeDecision unchanged(NodeSituation situation) {
    return asItWas(
        situation, Objects.requireNonNull(situation.node(), "A node that changes has a record"));
  }

  /**
   * The decision, or to wait when it needs a model that only another daemon can read.
   *
   * @param follows whether this daemon can read the models of the platform's source
   */
  static NodeDecision feasible(PlatformId platform, NodeDecision decision, boolean follows) {
    var needsModel =
        decision instanceof NodeDecision.Reconcile
            || (decision instanceof NodeDecision.Retire(var mark, _) && mark);
    return !needsModel || follows
        ? decision
        : new NodeDecision.Wait(
            "This daemon does not follow the source of platform '%s'. Ask one that does"
                .formatted(platform),
            LATER);
  }

  /** A node that was retired may be made again at once when it returns, whatever runs on it. */
  private NodeDecision retiring(NodeSituation situation, NodeRecord node) {
    if (isStopped(situation) && node.realized() != null) {
      return asItWas(situation, node);
    }
    return situation.live().isEmpty()
        ? new NodeDecision.Retire(true, "The node is no longer part of the model")
        : waiting(situation.live().getFirst());
  }

  private NodeDecision awaiting(NodeSituation situation, NodeRecord node) {
    if (node.realized() == null) {
      return new NodeDecision.Wait("The node is made together with the one that feeds it", LATER);
    }
    if (isStopped(situation)) {
      return asItWas(situation, node);
    }
    if (!situation.live().isEmpty()) {
      return waiting(situation.live().getFirst());
    }
    var target = Objects.requireNonNull(node.target(), "A node that awaits node time has a target");
    return new NodeDecision.Reconcile(
        situation.platform().target().version(), target, "The node changed since it was realized");
  }

  private static NodeDecision waiting(Run other) {
    return other.state() == Run.State.RECONCILING
        ? new NodeDecision.Wait(
            "Run %s has been reconciling the node since %s".formatted(other.id(), other.beganAt()),
            SHORTLY)
        : new NodeDecision.Wait(
            "Run %s has been live on the node since %s, and a node does not change under a running job"
                .formatted(other.id(), other.beganAt()),
            LATER);
  }

  /** While a rollout is stopped, the realized fingerprint stays, and so does its version. */
  private static NodeDecision asItWas(NodeSituation situation, NodeRecord node) {
    return proceed(situation, realized(node), situation.realizedVersion());
  }

  private static NodeDecision proceed(NodeSituation situation, Fingerprint realized, long pinned) {
    var lastRan = situation.lastRan();
    if (lastRan == null) {
      return new NodeDecision.Proceed(pinned, realized, "The job runs for the first time");
    }
    return lastRan.equals(realized)
        ? new NodeDecision.Proceed(pinned, realized, "Nothing changed since the job's last run")
        : new NodeDecision.Adapt(pinned, realized, "The node changed since the job's last run");
  }

  private static Fingerprint realized(NodeRecord node) {
    return Objects.requireNonNull(node.realized(), "A node in this state has something realized");
  }

  private boolean isStopped(NodeSituation situation) {
    var platform = situation.platform();
    var now = situation.now();
    if (platform.pauseInForce(now).isPresent()) {
      return true;
    }
    var rollout = platform.rollout();
    if (rollout != null && rollout.state() == Rollout.State.CANCELLED) {
      return true;
    }
    var inputs = situation.inputs();
    return rollout != null && inputs != null && gates.isStopped(platform, rollout, inputs, now);
  }
}
