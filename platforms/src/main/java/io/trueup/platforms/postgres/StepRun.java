package io.trueup.platforms.postgres;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over a list of steps: first all together, with one look at the catalog and many tables in
 * a transaction; then each step of a transaction that failed by itself, on a fresh look, so that a
 * step's failure is its own. Not thread-safe: one for each run.
 */
final class StepRun {

  private static final Logger LOG = LoggerFactory.getLogger(StepRun.class);

  /** A transaction that makes some 2,000 tables exhausts the lock table at its default size. */
  private static final int OBJECTS_PER_TRANSACTION = 100;

  private final PlatformGraph target;
  private final DdlTransactions transactions;
  private final SqlFailures failures;
  private final Map<PlannedStep, StepOutcome> faults = new HashMap<>();
  private final Map<PlannedStep, List<String>> ran = new HashMap<>();

  /**
   * The statements of one object, which are never parted: an object without comment is no one's.
   */
  private record Unit(PlannedStep step, List<String> statements) {}

  StepRun(PlatformGraph target, DdlTransactions transactions, SqlFailures failures) {
    this.target = target;
    this.transactions = transactions;
    this.failures = failures;
  }

  /**
   * Runs.
   *
   * @return one outcome for each step, in their order
   * @throws SQLException when the database can be used for none of them
   */
  List<StepOutcome> run(List<PlannedStep> steps) throws SQLException {
    var units = new ArrayList<Unit>();
    for (var plan : plan(steps).entrySet()) {
      units.addAll(judge(plan.getKey(), plan.getValue()));
    }
    var alone = together(units);
    alone(alone);
    log(steps);
    return steps.stream().map(this::outcome).toList();
  }

  private StepOutcome outcome(PlannedStep step) {
    var fault = faults.get(step);
    return fault == null ? new StepOutcome.Done(ran.getOrDefault(step, List.of())) : fault;
  }

  private Map<PlannedStep, SchemaPlan> plan(List<PlannedStep> steps) throws SQLException {
    var planner = new StepPlanner(target, look(steps));
    var plans = new LinkedHashMap<PlannedStep, SchemaPlan>();
    steps.forEach(step -> plans.computeIfAbsent(step, planner::next));
    return plans;
  }

  private ActualSchema look(List<PlannedStep> steps) throws SQLException {
    var names = new TreeSet<ObjectName>();
    steps.forEach(step -> names.addAll(StepPlanner.looksAt(target, step)));
    return transactions.read(names, steps.stream().map(PlannedStep::node).distinct().toList());
  }

  /** Either says how the step ended, or what is to run for it. */
  private List<Unit> judge(PlannedStep step, SchemaPlan plan) {
    if (step.action() != StepAction.RETIRE && !target.nodes().containsKey(step.node())) {
      faults.put(
          step,
          new StepOutcome.Refused(
              "The target of data platform '%s' holds no node %s"
                  .formatted(target.platform().name(), step.node())));
      return List.of();
    }
    if (!plan.refusals().isEmpty()) {
      faults.put(
          step,
          new StepOutcome.Refused(
              plan.refusals().stream()
                  .map(SchemaChange.Refuse::reason)
                  .collect(Collectors.joining(". "))));
      return List.of();
    }
    if (!plan.lacks().isEmpty()) {
      faults.put(
          step,
          new StepOutcome.Failed(
              plan.lacks().stream()
                  .map(SchemaChange.Lack::reason)
                  .collect(Collectors.joining(". "))));
      return List.of();
    }
    return units(step, plan);
  }

  private static List<Unit> units(PlannedStep step, SchemaPlan plan) {
    var units = new ArrayList<Unit>();
    ObjectName current = null;
    for (var statement : plan.statements()) {
      if (units.isEmpty() || (current != null && !current.equals(statement.name()))) {
        units.add(new Unit(step, new ArrayList<>()));
      }
      current = statement.name();
      units.getLast().statements().add(statement.sql());
    }
    return units;
  }

  /** Runs units many at a time, and returns the steps whose transactions failed. */
  private Set<PlannedStep> together(List<Unit> units) throws SQLException {
    var alone = new LinkedHashSet<PlannedStep>();
    for (var from = 0; from < units.size(); from += OBJECTS_PER_TRANSACTION) {
      var chunk =
          units.subList(from, Math.min(units.size(), from + OBJECTS_PER_TRANSACTION)).stream()
              .filter(unit -> !alone.contains(unit.step()))
              .toList();
      try {
        apply(chunk);
      } catch (SQLException e) {
        if (SqlFailures.isDatabaseUnusable(e)) {
          units.subList(from, units.size()).forEach(unit -> fail(unit.step(), e));
          alone.forEach(step -> fail(step, e));
          return Set.of();
        }
        chunk.forEach(unit -> alone.add(unit.step()));
      }
    }
    return alone;
  }

  private void apply(List<Unit> chunk) throws SQLException {
    transactions.apply(chunk.stream().flatMap(unit -> unit.statements().stream()).toList());
    for (var unit : chunk) {
      ran.computeIfAbsent(unit.step(), _ -> new ArrayList<>()).addAll(unit.statements());
    }
  }

  private void fail(PlannedStep step, SQLException failure) {
    faults.put(step, new StepOutcome.Failed(failures.sentence(failure)));
  }

  private void alone(Set<PlannedStep> steps) {
    SQLException unusable = null;
    for (var step : steps) {
      try {
        if (unusable != null) {
          throw unusable;
        }
        alone(step);
      } catch (SQLException e) {
        fail(step, e);
        unusable = SqlFailures.isDatabaseUnusable(e) ? e : null;
      }
    }
  }

  private void alone(PlannedStep step) throws SQLException {
    var plan = plan(List.of(step)).getOrDefault(step, new SchemaPlan(List.of()));
    var units = judge(step, plan);
    for (var from = 0; from < units.size(); from += OBJECTS_PER_TRANSACTION) {
      apply(units.subList(from, Math.min(units.size(), from + OBJECTS_PER_TRANSACTION)));
    }
  }

  private void log(List<PlannedStep> steps) {
    var statements = 0;
    var open = 0;
    for (var step : steps) {
      if (outcome(step) instanceof StepOutcome.Done(var done)) {
        statements += done.size();
      } else {
        open++;
      }
    }
    if (statements > 0) {
      LOG.info(
          "Ran {} statements for {} steps of data platform {}, {} of which did not land",
          statements,
          steps.size(),
          target.platform().name(),
          open);
    }
  }
}
