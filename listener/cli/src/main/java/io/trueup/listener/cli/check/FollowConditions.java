package io.trueup.listener.cli.check;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.Durations;
import io.trueup.model.schedule.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says when a platform follows a merge, as far as the model determines it: operators' windows,
 * pauses and holds are the daemon's to tell. Pure.
 */
final class FollowConditions {

  private FollowConditions() {}

  /**
   * The conditions, each as a part of a sentence such as {@code once an operator requests it}; none
   * for a platform that follows each merge at once.
   *
   * @param needsApproval whether the move removes so much that an operator must approve it
   */
  static List<String> of(RolloutTerms terms, boolean needsApproval) {
    var policy = terms.policy();
    if (policy.on() == RolloutPolicy.On.NEVER) {
      return List.of("by the platform itself");
    }
    var conditions = new ArrayList<String>();
    switch (policy.on()) {
      case MERGE, NEVER -> {}
      case SCHEDULE -> conditions.add(schedule(policy.schedule()));
      case MANUAL -> conditions.add("once an operator requests it");
    }
    windows(policy, WindowKind.ALLOW, "in", conditions);
    windows(policy, WindowKind.DENY, "outside of", conditions);
    terms.dependencies().forEach(it -> conditions.add(dependency(it)));
    if (needsApproval) {
      conditions.add("once an operator approves what it removes");
    }
    return conditions;
  }

  private static String schedule(@Nullable CronSchedule schedule) {
    return schedule == null
        ? "by its schedule"
        : "by its schedule %s in %s"
            .formatted(
                schedule.crons().stream()
                    .map("'%s'"::formatted)
                    .collect(Collectors.joining(" and ")),
                schedule.zone());
  }

  private static void windows(
      RolloutPolicy policy, WindowKind kind, String relation, List<String> conditions) {
    var names =
        policy.windows().entrySet().stream()
            .filter(it -> it.getValue().kind() == kind)
            .map(it -> "'%s'".formatted(it.getKey()))
            .toList();
    if (!names.isEmpty()) {
      conditions.add(
          "%s %s %s"
              .formatted(
                  relation, names.size() == 1 ? "window" : "windows", String.join(", ", names)));
    }
  }

  private static String dependency(PlatformDependency dependency) {
    return dependency.soak() == null
        ? "after " + dependency.platform()
        : "after %s has been well for %s"
            .formatted(dependency.platform(), Durations.text(dependency.soak()));
  }
}
