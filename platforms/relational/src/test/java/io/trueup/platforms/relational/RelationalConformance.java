package io.trueup.platforms.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.testing.PlatformConformance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of a data platform type that keeps its data in tables. */
public abstract class RelationalConformance extends PlatformConformance {

  @Test
  void stepsRunWhatOperatorsPlanAndPlanningChangesNothing() {
    var operations = executor().capability(SchemaOperations.class).orElseThrow();
    var nodes = List.copyOf(before().nodes().keySet());
    var planned = report(operations.plan(CONTEXT, before(), nodes));
    assertThat(planned).isEqualTo(report(operations.plan(CONTEXT, before(), nodes)));

    var outcomes = executor().execute(CONTEXT, before(), provision(before()));

    assertThat(outcomes.stream().flatMap(it -> statements(it).stream()))
        .containsExactlyInAnyOrderElementsOf(
            planned.combined().statements().stream().map(PlannedStatement::sql).toList());
    assertThat(report(operations.plan(CONTEXT, before(), nodes)).combined().isEmpty()).isTrue();
    assertThat(report(operations.drift(CONTEXT, before())).undeclared()).isEmpty();
  }

  private static SchemaReport report(PlanAnswer answer) {
    return ((PlanAnswer.Planned) answer).report();
  }
}
