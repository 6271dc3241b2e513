package io.trueup.listener.daemon.notification;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.TargetMoved;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What people want to hear of, in one word. */
public enum Topic {
  /** A merge was rejected. */
  MERGE_REJECTED,
  /** A merge was accepted. */
  MERGE_ACCEPTED,
  /** A step failed, or works again. */
  STEP_FAILED,
  /** A platform's next move waits. */
  WAITING,
  /** A platform that had work to do is what a version asks for. */
  REALIZED,
  /** A source is blocked, cannot be reached or fails, or can be followed again. */
  SOURCE_BLOCKED,
  /** An operator did something. */
  OPERATOR;

  /** What is told unless the configuration says otherwise. */
  public static final List<Topic> DEFAULT =
      List.of(MERGE_REJECTED, STEP_FAILED, SOURCE_BLOCKED, REALIZED);

  private static final Set<String> OF_SOURCES =
      Set.of(
          AuditVerbs.SOURCE_BLOCKED,
          AuditVerbs.SOURCE_UNREACHABLE,
          AuditVerbs.SOURCE_FAILING,
          AuditVerbs.SOURCE_DETACHED,
          AuditVerbs.SOURCE_FOLLOWING);

  /** What is no action of an operator, though others than the daemon do it. */
  private static final Set<String> BY_THE_WAY =
      Set.of(
          AuditVerbs.DELIVERY_REFUSED,
          AuditVerbs.TOKEN_REFUSED,
          AuditVerbs.PAGE_SIGNED_IN,
          AuditVerbs.PAGE_SIGNED_OUT,
          AuditVerbs.LEASE_TAKEN);

  /** The word in configurations. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a change is about it. */
  boolean takes(StateChange change) {
    return switch (this) {
      case MERGE_REJECTED -> change instanceof MergeJudged it && !it.isAccepted();
      case MERGE_ACCEPTED -> change instanceof MergeJudged it && it.isAccepted();
      case STEP_FAILED -> change instanceof StepFailed;
      case WAITING -> change instanceof GateShut;
      case REALIZED -> change instanceof Realized it && it.rollout() != null;
      case SOURCE_BLOCKED -> change instanceof ActionRecorded it && OF_SOURCES.contains(it.verb());
      case OPERATOR -> isByOperator(change);
    };
  }

  private static boolean isByOperator(StateChange change) {
    return change instanceof ActionRecorded action
        ? isPerson(action.actor()) && !BY_THE_WAY.contains(action.verb())
        : change instanceof TargetMoved move && isPerson(move.actor());
  }

  private static boolean isPerson(String actor) {
    return !actor.equals(Actor.DAEMON.name());
  }
}
