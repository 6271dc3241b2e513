package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.MissingPrerequisite;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.Safety;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether a plan may run. Pure, immutable. */
final class StatementPolicy {

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_.:-]+");

  private final String platform;
  private final @Nullable Set<String> allowed;
  private final @Nullable Set<String> shown;

  private StatementPolicy(
      String platform, @Nullable Set<String> allowed, @Nullable Set<String> shown) {
    this.platform = platform;
    this.allowed = allowed;
    this.shown = shown;
  }

  /**
   * Allows what is safe, and what an operator approved.
   *
   * @param platform as {@code source/Name}
   * @param allowed ids of the statements that may run although they destroy or rewrite
   */
  static StatementPolicy allowing(String platform, Set<String> allowed) {
    return new StatementPolicy(platform, Set.copyOf(allowed), null);
  }

  /** Allows every statement of a plan, whatever it costs or destroys. */
  static StatementPolicy allowingAll(String platform) {
    return new StatementPolicy(platform, null, null);
  }

  /** The same, which allows only the statements of plans that an operator was shown. */
  StatementPolicy ofShown(Collection<SchemaPlan> plans) {
    var statements = new HashSet<String>();
    for (var plan : plans) {
      plan.statements().forEach(it -> statements.add(it.sql()));
    }
    return new StatementPolicy(platform, allowed, statements);
  }

  /** Why nothing of a plan may run; empty when it may. */
  Optional<StepOutcome> objection(NodeKey node, SchemaPlan plan) {
    if (!plan.refusals().isEmpty()) {
      return Optional.of(new StepOutcome.Refused(refused(node, plan.refusals())));
    }
    if (!plan.missingPrerequisites().isEmpty()) {
      return Optional.of(
          new StepOutcome.Failed(
              plan.missingPrerequisites().stream()
                  .map(MissingPrerequisite::reason)
                  .collect(Collectors.joining(". "))));
    }
    return Optional.empty();
  }

  /** The same, also for statements that need approval, were not shown, or have landed before. */
  Optional<StepOutcome> objection(TaskProgress progress, SchemaPlan plan, ActualSchema actual) {
    var objection = objection(progress.task().node(), plan);
    if (objection.isPresent()) {
      return objection;
    }
    var unapproved = plan.needingApproval().stream().filter(it -> !isAllowed(it)).toList();
    if (!unapproved.isEmpty()) {
      return Optional.of(
          new StepOutcome.Refused(needsApproval(progress.task(), unapproved, actual)));
    }
    if (shown != null) {
      var other = plan.statements().stream().filter(it -> !isShown(it, shown)).findFirst();
      if (other.isPresent()) {
        return Optional.of(
            new StepOutcome.Refused(
                "The container changed after the plan was shown, and now contains: %s. Review the plan again"
                    .formatted(other.get().sql())));
      }
    }
    return progress.plannedAgain(plan.statements()).map(StatementPolicy::neverEnds);
  }

  /** The reasons, and the command that adopts what can be adopted. */
  private String refused(NodeKey node, List<PlanRefusal> refusals) {
    var reasons = refusals.stream().map(PlanRefusal::reason).collect(Collectors.joining(". "));
    var adoptions =
        refusals.stream()
            .map(PlanRefusal::adoption)
            .filter(Objects::nonNull)
            .map(it -> " --adopt " + quoted(it))
            .distinct()
            .collect(Collectors.joining());
    return adoptions.isEmpty()
        ? reasons
        : "%s. To adopt, run: %s".formatted(reasons, command(node, adoptions));
  }

  /** The command to run; with a reason, which all its options need. */
  private String command(NodeKey node, String options) {
    return "trueup schema apply --platform %s --node '%s'%s --reason \"…\""
        .formatted(platform, node, options);
  }

  /** A name as a shell takes it. */
  private static String quoted(String name) {
    return PLAIN_WORD.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  private boolean isAllowed(PlannedStatement statement) {
    return allowed == null || allowed.contains(statement.id());
  }

  private static boolean isShown(PlannedStatement statement, Set<String> shown) {
    return statement.change() instanceof SchemaChange.DropInvalidIndex
        || shown.contains(statement.sql());
  }

  private static StepOutcome neverEnds(String sql) {
    return new StepOutcome.Failed(
        "A statement landed, but the catalog does not show it: %s. Check whether another session undoes it"
            .formatted(sql));
  }

  private String needsApproval(
      SchemaTask task, List<PlannedStatement> statements, ActualSchema actual) {
    var costs =
        statements.stream().map(it -> described(it, actual)).collect(Collectors.joining(". "));
    var ids =
        statements.stream()
            .map(it -> " --allow " + it.id())
            .distinct()
            .collect(Collectors.joining());
    return "%s. To allow this, run: %s".formatted(costs, command(task.node(), ids));
  }

  private static String described(PlannedStatement statement, ActualSchema actual) {
    var name = statement.change().name();
    return "Statement %s %s: %s"
        .formatted(statement.id(), cost(statement.safety(), sized(name, actual)), statement.sql());
  }

  private static String cost(Safety safety, String what) {
    return switch (safety) {
      case LOCKED_SCAN -> "scans all of %s and blocks all access to it meanwhile".formatted(what);
      case REWRITE -> "rewrites %s and blocks all access to it meanwhile".formatted(what);
      case DESTRUCTIVE -> "destroys %s".formatted(what);
      case INSTANT, SHORT_LOCK, SCAN ->
          throw new IllegalStateException("A statement on %s needs no approval".formatted(what));
    };
  }

  private static String sized(@Nullable ObjectName name, ActualSchema actual) {
    if (name == null) {
      return "an object of the whole database";
    }
    return actual
        .find(name)
        .map(it -> "%s (%s)".formatted(name, size(it.extras().bytes())))
        .orElse(name.toString());
  }

  /** A size as people read it. */
  static String size(long bytes) {
    if (bytes < 1_024) {
      return bytes + " bytes";
    }
    var units = List.of("kB", "MB", "GB", "TB", "PB");
    var size = bytes / 1_024.0;
    var unit = 0;
    while (size >= 1_024 && unit < units.size() - 1) {
      size /= 1_024;
      unit++;
    }
    return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units.get(unit));
  }
}
