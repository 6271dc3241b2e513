package io.trueup.platforms.schema;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a database gets to what is desired.
 *
 * @param preparation schemas and roles, which the rest needs
 * @param units in the order in which they work: tables before views
 * @param refusals what a person must decide; nothing is planned for what they name
 * @param lacks what cannot be planned yet
 * @param differences what is left as it is
 */
public record SchemaPlan(
    List<PlannedStatement> preparation,
    List<SchemaUnit> units,
    List<Refusal> refusals,
    List<Lack> lacks,
    List<Difference> differences) {

  /** Nothing to do and nothing to tell. */
  public static final SchemaPlan EMPTY =
      new SchemaPlan(List.of(), List.of(), List.of(), List.of(), List.of());

  public SchemaPlan {
    preparation = List.copyOf(preparation);
    units = List.copyOf(units);
    refusals = List.copyOf(refusals);
    lacks = List.copyOf(lacks);
    differences = List.copyOf(differences);
  }

  /** One that does nothing, since a person must decide first. */
  public static SchemaPlan refused(Refusal refusal) {
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

  /** The statements that an operator must ask for by name. */
  public List<PlannedStatement> needingWord() {
    return statements().stream().filter(it -> it.safety().needsWord()).toList();
  }

  /** Whether there is nothing to do, nothing refused and nothing lacking. */
  public boolean isEmpty() {
    return preparation.isEmpty() && units.isEmpty() && refusals.isEmpty() && lacks.isEmpty();
  }

  /** The same for the same statements: by it a plan that was shown is known again. */
  public String digest() {
    return Digests.of(
        "plan", statements().stream().map(PlannedStatement::sql).toArray(String[]::new));
  }

  /** Some plans as one, one after the other. */
  public static SchemaPlan of(Collection<SchemaPlan> plans) {
    return new SchemaPlan(
        plans.stream().flatMap(it -> it.preparation.stream()).distinct().toList(),
        plans.stream().flatMap(it -> it.units.stream()).toList(),
        plans.stream().flatMap(it -> it.refusals.stream()).toList(),
        plans.stream().flatMap(it -> it.lacks.stream()).toList(),
        plans.stream().flatMap(it -> it.differences.stream()).toList());
  }
}
