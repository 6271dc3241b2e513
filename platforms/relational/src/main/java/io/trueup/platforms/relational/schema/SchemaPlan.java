package io.trueup.platforms.relational.schema;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The statements that bring a database to the desired schema.
 *
 * @param preparation statements for schemas and roles, which the rest needs
 * @param units in the order in which they run: tables before views
 * @param refusals the objects for which nothing is planned until a person decides
 * @param missingPrerequisites missing prerequisites, because of which nothing is planned yet
 * @param differences what is left as it is
 */
public record SchemaPlan(
    List<PlannedStatement> preparation,
    List<SchemaUnit> units,
    List<PlanRefusal> refusals,
    List<MissingPrerequisite> missingPrerequisites,
    List<Difference> differences) {

  /** Nothing to do and nothing to report. */
  public static final SchemaPlan EMPTY =
      new SchemaPlan(List.of(), List.of(), List.of(), List.of(), List.of());

  public SchemaPlan {
    preparation = List.copyOf(preparation);
    units = List.copyOf(units);
    refusals = List.copyOf(refusals);
    missingPrerequisites = List.copyOf(missingPrerequisites);
    differences = List.copyOf(differences);
  }

  /** A plan that does nothing, because a person must decide first. */
  public static SchemaPlan refused(PlanRefusal refusal) {
    return new SchemaPlan(List.of(), List.of(), List.of(refusal), List.of(), List.of());
  }

  /** All statements, in their order. */
  public List<PlannedStatement> statements() {
    return Stream.concat(
            preparation.stream(), units.stream().flatMap(it -> it.statements().stream()))
        .toList();
  }

  /** All changes, in their order. */
  public List<SchemaChange> changes() {
    return statements().stream().map(PlannedStatement::change).toList();
  }

  /** The statements that need an operator's approval. */
  public List<PlannedStatement> needingApproval() {
    return statements().stream().filter(it -> it.safety().needsApproval()).toList();
  }

  /** Whether there is nothing to do, nothing refused and no missing prerequisite. */
  public boolean isEmpty() {
    return preparation.isEmpty()
        && units.isEmpty()
        && refusals.isEmpty()
        && missingPrerequisites.isEmpty();
  }

  /** A digest of the statements, which identifies a plan that was shown. */
  public String digest() {
    return ShortDigests.of(
        "plan", statements().stream().map(PlannedStatement::sql).toArray(String[]::new));
  }

  /** Concatenates plans. */
  public static SchemaPlan of(Collection<SchemaPlan> plans) {
    return new SchemaPlan(
        plans.stream().flatMap(it -> it.preparation.stream()).distinct().toList(),
        plans.stream().flatMap(it -> it.units.stream()).toList(),
        plans.stream().flatMap(it -> it.refusals.stream()).toList(),
        plans.stream().flatMap(it -> it.missingPrerequisites.stream()).toList(),
        plans.stream().flatMap(it -> it.differences.stream()).toList());
  }
}
