package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.status.StatusReport.OfMerge;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.listener.engine.text.Counts;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.ForgeStatuses.Told;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SentStatus.State;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange.MergeJudged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a forge is told. Each verdict is told; of a platform only where it stands now, so
 * that what happened while a forge was away needs no calls. Pure.
 */
final class StatusPlanner {

  /** GitHub limits what may be written in a minute and in an hour. */
  static final Duration BETWEEN_STEPS = Duration.ofMinutes(1);

  private StatusPlanner() {}

  /**
   * What changes are about.
   *
   * @param verdicts the last of each commit, in order
   * @param platforms those that something happened to
   */
  record Touched(List<MergeJudged> verdicts, Set<PlatformId> platforms) {}

  /** What a batch of changes is about, as far as a source's forge is to hear of it. */
  static Touched fold(SourceId source, List<RecordedChange> changes) {
    Map<CommitId, MergeJudged> verdicts = new LinkedHashMap<>();
    var platforms = new TreeSet<PlatformId>();
    for (var recorded : changes) {
      if (!source.equals(recorded.source())) {
        continue;
      }
      var name = recorded.platform();
      if (name != null) {
        platforms.add(new PlatformId(source, name));
      } else if (recorded.change() instanceof MergeJudged verdict) {
        verdicts.remove(verdict.commit());
        verdicts.put(verdict.commit(), verdict);
      }
    }
    return new Touched(List.copyOf(verdicts.values()), platforms);
  }

  /**
   * The status of a merge.
   *
   * @param firstError of a rejected one; null when it is not known
   */
  static OfMerge verdict(MergeJudged merge, @Nullable String firstError) {
    if (merge.isAccepted()) {
      var changed = merge.platforms().stream().filter(it -> !it.isUnaffected()).count();
      var what =
          "Accepted as version %d: %s"
              .formatted(
                  merge.version(),
                  changed == 0
                      ? "no platform changes"
                      : changed == 1 ? "1 platform changes" : changed + " platforms change");
      var text =
          merge.warnings() == 0 ? what : what + "; " + Counts.of(merge.warnings(), "warning");
      return new OfMerge(merge.commit(), State.SUCCESS, text);
    }
    var errors = Counts.of(merge.errors(), "error");
    return new OfMerge(
        merge.commit(),
        State.FAILURE,
        firstError == null ? "Rejected: " + errors : "%s: %s".formatted(errors, firstError));
  }

  /**
   * What to tell about a platform.
   *
   * @param standing where it stands; empty when that is about to change, and nothing is told
   * @param told before, by version
   * @param now by the store's clock
   */
  static List<OfPlatform> due(
      PlatformId platform, List<PlatformStanding> standing, List<Told> told, Instant now) {
    if (standing.isEmpty()) {
      return List.of();
    }
    var newest = standing.getLast().version();
    var reports = new ArrayList<OfPlatform>();
    for (var each : told) {
      var before = each.status();
      if (before.state().isOpen()
          && standing.stream().noneMatch(it -> it.version() == before.version())) {
        reports.add(
            new OfPlatform(
                platform,
                before.version(),
                before.commit(),
                State.STOPPED,
                "The platform moved on to version %d".formatted(newest),
                before.deployment(),
                true));
      }
    }
    standing.stream()
        .flatMap(it -> report(platform, it, before(told, it.version()), now))
        .forEach(reports::add);
    return List.copyOf(reports);
  }

  private static @Nullable Told before(List<Told> told, long version) {
    return told.stream().filter(it -> it.status().version() == version).findFirst().orElse(null);
  }

  private static Stream<OfPlatform> report(
      PlatformId platform, PlatformStanding now, @Nullable Told before, Instant at) {
    if (before == null) {
      return Stream.of(report(platform, now, null, true));
    }
    var status = before.status();
    var isOfState = status.state() != now.state();
    var isTextDue =
        !status.text().equals(now.text())
            && !(now.isOnItsWay() && at.isBefore(before.at().plus(BETWEEN_STEPS)));
    return isOfState || isTextDue
        ? Stream.of(report(platform, now, status.deployment(), isOfState))
        : Stream.empty();
  }

  private static OfPlatform report(
      PlatformId platform, PlatformStanding now, @Nullable String deployment, boolean isOfState) {
    return new OfPlatform(
        platform, now.version(), now.commit(), now.state(), now.text(), deployment, isOfState);
  }

  /** The versions about which nothing needs to be known any more once everything is told. */
  static List<Long> over(List<PlatformStanding> standing, List<Told> told) {
    return standing.isEmpty()
        ? List.of()
        : told.stream()
            .map(it -> it.status().version())
            .filter(version -> standing.stream().noneMatch(it -> it.version() == version))
            .toList();
  }
}
