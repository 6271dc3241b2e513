package io.trueup.listener.daemon.simulation;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.testing.StoreObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps what transactions decided until it is checked. */
final class SeenDecisions implements StoreObserver {

  private final List<Claim> claims = new ArrayList<>();
  private final List<Begin> begins = new ArrayList<>();

  /**
   * Something of a platform began to change: steps of its rollout, or a node when a job started.
   */
  record Begin(PlatformState platform, GateInputs inputs, Instant at, String what) {}

  @Override
  public void moved(PlatformState before, GateInputs inputs, Rollout rollout, Instant now) {
    claims.add(new Claim(before, inputs, rollout, now));
  }

  @Override
  public void began(PlatformState platform, GateInputs inputs, Instant now) {
    begins.add(new Begin(platform, inputs, now, "a step"));
  }

  @Override
  public void decided(NodeSituation situation, NodeDecision decision) {
    var inputs = situation.inputs();
    var isChange =
        decision instanceof NodeDecision.Reconcile
            || (decision instanceof NodeDecision.Retire(var mark, _) && mark);
    if (isChange && inputs != null) {
      begins.add(new Begin(situation.platform(), inputs, situation.now(), "a node"));
    }
  }

  List<Claim> takeClaims() {
    var taken = List.copyOf(claims);
    claims.clear();
    return taken;
  }

  List<Begin> takeBegins() {
    var taken = List.copyOf(begins);
    begins.clear();
    return taken;
  }
}
