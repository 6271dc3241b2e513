package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.CheckResult.Base;
import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge check as JSON, with all its problems and nodes.
 *
 * @param source the repository and branch of the pull request; null when it was not given
 * @param ownersOf the version before the base that determined the owners; null when the base did
 * @param change digest of the change, when only compatibility rejects it or would without an
 *     operator's approval; null otherwise
 * @param problems by place
 * @param platforms empty when the merge would be rejected
 */
public record CheckView(
    Verdict verdict,
    Version base,
    Base baseState,
    Version head,
    @Nullable String source,
    @Nullable Version ownersOf,
    @Nullable String change,
    long errors,
    long warnings,
    List<Found> problems,
    List<Platform> platforms) {

  /** Whether a merge would be accepted. */
  public enum Verdict {
    ACCEPTED,
    REJECTED
  }

  /**
   * A version that was checked.
   *
   * @param asked the name that was given
   * @param commit null for a folder
   */
  public record Version(String asked, @Nullable String commit) {

    static Version of(ModelLocation place) {
      return switch (place) {
        case ModelLocation.AtCommit(var asked, var commit) -> new Version(asked, commit.value());
        case ModelLocation.InFolder(var asked, _) -> new Version(asked, null);
      };
    }
  }

  /**
   * A problem.
   *
   * @param line from 1; 0 when only the file is known
   * @param known whether the base has the problem too
   */
  public record Found(
      String rule,
      Severity severity,
      String file,
      int line,
      int column,
      String message,
      String remedy,
      boolean known) {

    static Found of(CheckedProblem checked) {
      var problem = checked.problem();
      var location = problem.location();
      return new Found(
          problem.rule(),
          problem.severity(),
          location.file(),
          location.line(),
          location.column(),
          problem.message(),
          problem.remedy(),
          checked.isKnown());
    }
  }

  /**
   * The impact on a platform.
   *
   * @param rollout what makes it follow
   * @param conditions when it follows, in words; empty when it follows at once
   * @param needsApproval whether it removes so much that an operator must approve it
   */
  public record Platform(
      String platform,
      String type,
      RolloutPolicy.On rollout,
      List<String> conditions,
      boolean needsApproval,
      boolean unaffected,
      long added,
      long changed,
      long removed,
      long atMergeTime,
      long atNodeTime,
      List<Node> nodes) {

    static Platform of(PlatformImpact impact) {
      return new Platform(
          impact.platform(),
          impact.type(),
          impact.terms().policy().on(),
          impact.conditions(),
          impact.needsApproval(),
          impact.isUnaffected(),
          impact.count(Effect.ADDED),
          impact.count(Effect.CHANGED),
          impact.count(Effect.REMOVED),
          impact.count(Moment.MERGE_TIME),
          impact.count(Moment.NODE_TIME),
          impact.nodes().stream().map(Node::of).toList());
    }
  }

  /** The impact on a node. */
  public record Node(
      String node, Effect effect, Moment moment, String reason, List<String> changes) {

    static Node of(NodeImpact impact) {
      return new Node(
          impact.node().value(),
          impact.effect(),
          impact.moment(),
          impact.reason(),
          impact.changes());
    }
  }

  /** The view of a result. */
  public static CheckView of(
      CheckResult result, ModelLocation base, ModelLocation head, @Nullable String source) {
    return new CheckView(
        result.isAccepted() ? Verdict.ACCEPTED : Verdict.REJECTED,
        Version.of(base),
        result.base(),
        Version.of(head),
        source,
        result.ownersOf() == null ? null : Version.of(result.ownersOf()),
        result.change() == null ? null : result.change().value(),
        result.count(Severity.ERROR),
        result.count(Severity.WARNING),
        result.problems().stream().map(Found::of).toList(),
        result.platforms().stream().map(Platform::of).toList());
  }
}
