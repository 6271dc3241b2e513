package io.trueup.platforms.relational.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaPlanningPropertyTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void planningAgainAfterApplyingGivesNothing(long seed) {
    for (var round = 0; round < 50; round++) {
      var random = new Random(seed * 1_000 + round);
      var schemas = new RandomSchemas(random);
      var actual = ActualSchema.EMPTY;
      for (var version = 0; version < 4; version++) {
        var desired = schemas.next();
        var as = "seed %d/%d version %d".formatted(seed, round, version);
        var plan = SchemaPlanner.plan(desired, actual);
        assertThat(SchemaPlanner.plan(desired, actual)).as(as).isEqualTo(plan);

        actual = actual.after(plan.changes());

        var again = SchemaPlanner.plan(desired, actual);
        assertThat(TestSchemas.sql(again)).as(as).isEmpty();
        assertThat(again.refusals()).as(as).isEqualTo(plan.refusals());
        assertThat(again.missingPrerequisites()).as(as).isEqualTo(plan.missingPrerequisites());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void goesOnWhereverItWasInterrupted(long seed) {
    for (var round = 0; round < 20; round++) {
      var random = new Random(seed * 1_000 + round);
      var schemas = new RandomSchemas(random);
      var before =
          ActualSchema.EMPTY.after(
              SchemaPlanner.plan(schemas.next(), ActualSchema.EMPTY).changes());
      var desired = schemas.next();
      var plan = SchemaPlanner.plan(desired, before);
      var done = before.after(plan.changes());

      // A transaction is never interrupted within; units are.
      var applied =
          before.after(plan.preparation().stream().map(PlannedStatement::change).toList());
      for (var unit : plan.units()) {
        var rest = SchemaPlanner.plan(desired, applied);
        assertThat(applied.after(rest.changes()))
            .as("seed %d/%d before %s", seed, round, unit.name())
            .isEqualTo(done);
        applied = applied.after(unit.statements().stream().map(PlannedStatement::change).toList());
      }
    }
  }
}
