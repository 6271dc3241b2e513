package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.Runs.Changed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Decides what a job's change does to its run. Pure. */
public final class RunChangeRules {

  private RunChangeRules() {}

  /**
   * What a change does.
   *
   * @param changed the runs that are to be stored
   */
  public record Plan(Changed answer, List<Run> changed) {

    public Plan {
      changed = List.copyOf(changed);
    }
  }

  /**
   * Decides about a change.
   *
   * @param stored the run, or all parts of the whole run, as stored; empty when there is none
   */
  public static Plan plan(Change change, List<Run> stored, Instant now) {
    var meant = meant(change, stored);
    if (meant.isEmpty() || meant.size() < change.nodes().size()) {
      return unchanged(ChangeOutcome.UNKNOWN, List.of());
    }
    var token = change.token();
    if (token != null
        && meant.stream().anyMatch(it -> it.token() != null && !token.equals(it.token()))) {
      return unchanged(ChangeOutcome.OF_ANOTHER_TOKEN, List.of());
    }
    var runs = new ArrayList<Run>();
    var changed = new ArrayList<Run>();
    for (var each : meant) {
      var run = shown(each, now);
      if (run.state().isLive()) {
        run = changed(change, run, now);
        changed.add(run);
      }
      runs.add(run);
    }
    return changed.isEmpty()
        ? unchanged(ChangeOutcome.OVER, runs)
        : new Plan(new Changed(ChangeOutcome.CHANGED, runs), changed);
  }

  private static Plan unchanged(ChangeOutcome outcome, List<Run> runs) {
    return new Plan(new Changed(outcome, runs), List.of());
  }

  private static List<Run> meant(Change change, List<Run> stored) {
    var nodes = new HashSet<NodeKey>(change.nodes());
    return nodes.isEmpty()
        ? stored
        : stored.stream().filter(it -> nodes.contains(it.node())).toList();
  }

  /** A run as it is now: a live one past its time is expired. */
  public static Run shown(Run run, Instant now) {
    return run.state().isLive() && !now.isBefore(run.expiresAt())
        ? run.with(State.EXPIRED, run.expiresAt(), run.expiresAt())
        : run;
  }

  private static Run changed(Change change, Run run, Instant now) {
    return switch (change) {
      case Change.Prolong(_, _, _, var length) ->
          run.with(run.state(), now.plus(length).truncatedTo(ChronoUnit.MICROS), null);
      case Change.End(_, _, _, var succeeded) ->
          run.with(succeeded ? State.SUCCEEDED : State.FAILED, run.expiresAt(), now);
    };
  }
}
