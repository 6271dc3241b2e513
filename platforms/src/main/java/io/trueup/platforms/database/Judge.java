package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.Lack;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.Refusal;
import io.trueup.platforms.schema.Safety;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether a plan may be carried out. Pure. */
final class Judge {

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_.:-]+");

  private final String platform;
  private final Predicate<PlannedStatement> isAllowed;
  private final @Nullable Set<String> shown;

  private Judge(
      String platform, Predicate<PlannedStatement> isAllowed, @Nullable Set<String> shown) {
    this.platform = platform;
    this.isAllowed = isAllowed;
    this.shown = shown;
  }

  /**
   * A judge of plans.
   *
   * @param platform as {@code source/Name}
   * @param isAllowed whether an operator asked for a statement that destroys or rewrites
   */
  static Judge of(String platform, Predicate<PlannedStatement> isAllowed) {
    return new Judge(platform, isAllowed, null);
  }

  /** The same who lets pass only what is in some plans, which somebody was shown. */
  Judge ofShown(Collection<SchemaPlan> plans) {
    var statements = new HashSet<String>();
    for (var plan : plans) {
      plan.statements().forEach(it -> statements.add(it.sql()));
    }
    return new Judge(platform, isAllowed, statements);
  }

  /** Why nothing of a plan may be run; empty when it may. */
  Optional<StepOutcome> objection(NodeKey node, SchemaPlan plan) {
    if (!plan.refusals().isEmpty()) {
      return Optional.of(new StepOutcome.Refused(refused(node, plan.refusals())));
    }
    if (!plan.lacks().isEmpty()) {
      return Optional.of(
          new StepOutcome.Failed(
              plan.lacks().stream().map(Lack::reason).collect(Collectors.joining(". "))));
    }
    return Optional.empty();
  }

  /** The same, also for what only an operator may ask for. */
  Optional<StepOutcome> objection(Progress progress, SchemaPlan plan, ActualSchema actual) {
    var objection = objection(progress.task().node(), plan);
    if (objection.isPresent()) {
      return objection;
    }
    var unasked = plan.needingWord().stream().filter(isAllowed.negate()).toList();
    if (!unasked.isEmpty()) {
      return Optional.of(new StepOutcome.Refused(needsWord(progress.task(), unasked, actual)));
    }
    if (shown != null) {
      var other = plan.statements().stream().filter(it -> !isShown(it, shown)).findFirst();
      if (other.isPresent()) {
        return Optional.of(
            new StepOutcome.Refused(
                "The container changed after the plan was shown, which now asks for: %s. Look at the plan again"
                    .formatted(other.get().sql())));
      }
    }
    return progress.again(plan.statements()).map(Judge::neverEnds);
  }

  /** The reasons, and the command that adopts whatever of it can be adopted. */
  private String refused(NodeKey node, List<Refusal> refusals) {
    var reasons = refusals.stream().map(Refusal::reason).collect(Collectors.joining(". "));
    var adoptions =
        refusals.stream()
            .map(Refusal::adoption)
            .filter(Objects::nonNull)
            .map(it -> " --adopt " + word(it))
            .distinct()
            .collect(Collectors.joining());
    return adoptions.isEmpty()
        ? reasons
        : "%s. To adopt, run: %s".formatted(reasons, command(node, adoptions));
  }

  /** What an operator runs; with a reason, which all options need. */
  private String command(NodeKey node, String options) {
    return "trueup schema apply --platform %s --node '%s'%s --reason \"…\""
        .formatted(platform, node, options);
  }

  /** A name as a shell takes it. */
  private static String word(String name) {
    return PLAIN_WORD.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  private static boolean isShown(PlannedStatement statement, Set<String> shown) {
    return statement.change() instanceof SchemaChange.DropInvalidIndex
        || shown.contains(statement.sql());
  }

  private static StepOutcome neverEnds(String sql) {
    return new StepOutcome.Failed(
        "A statement landed, and the catalog looks as if it had not: %s. Look whether somebody undoes it"
            .formatted(sql));
  }

  private String needsWord(
      SchemaTask task, List<PlannedStatement> statements, ActualSchema actual) {
    var what =
        statements.stream().map(it -> described(it, actual)).collect(Collectors.joining(". "));
    var ids =
        statements.stream()
            .map(it -> " --allow " + it.id())
            .distinct()
            .collect(Collectors.joining());
    return "%s. If that may be, run: %s".formatted(what, command(task.node(), ids));
  }

  private static String described(PlannedStatement statement, ActualSchema actual) {
    var name = statement.change().name();
    return "Statement %s %s: %s"
        .formatted(statement.id(), cost(statement.safety(), sized(name, actual)), statement.sql());
  }

  private static String cost(Safety safety, String what) {
    return switch (safety) {
      case LOCKED_SCAN -> "reads all of %s while nobody can use it".formatted(what);
      case REWRITE -> "writes %s anew while nobody can use it".formatted(what);
      case DESTRUCTIVE -> "destroys %s".formatted(what);
      case INSTANT, SHORT_LOCK, SCAN ->
          throw new IllegalStateException("Nobody is asked for a word about " + what);
    };
  }

  private static String sized(@Nullable ObjectName name, ActualSchema actual) {
    if (name == null) {
      return "what the whole database shares";
    }
    return actual
        .find(name)
        .map(it -> "%s (%s)".formatted(name, size(it.extras().bytes())))
        .orElse(name.toString());
  }

  /** For people. */
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
