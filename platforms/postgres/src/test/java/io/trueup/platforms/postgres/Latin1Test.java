package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.described;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real database whose encoding lacks most characters, and a model that has them. */
class Latin1Test {

  private final PostgresWarehouse warehouse = PostgresWarehouse.in("LATIN1");
  private final PostgresExecutor executor = warehouse.executor();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  private List<StepOutcome> run(PlatformGraph graph) {
    return executor.execute(graph, provision(graph));
  }

  private PlatformGraph describedAs(String description) {
    return warehouse
        .graphs()
        .ingest("A", products())
        .ingest("B", described(customers(), description))
        .ingest("C", dataset("orders", "id: integer key"))
        .build();
  }

  private String refusal(String characters) {
    return "Cannot change database '%s' at %s:%d, because its encoding LATIN1 lacks the character %s, which a name, description or collation of the model has. Use a database with encoding UTF8, or change the model to characters that this one holds. The statement is: COMMENT ON TABLE \"live\".\"b__customers_merge\" IS 'in "
        .formatted(warehouse.name(), warehouse.host(), warehouse.port(), characters);
  }

  @Test
  void holdsADescriptionOfItsCharacters() {
    var graph = describedAs("Stra\u00dfe");

    assertThat(run(graph)).allMatch(StepOutcome.Done.class::isInstance);
    assertThat(run(graph)).containsOnly(new StepOutcome.Done(List.of()));
    assertThat(warehouse.comments()).contains("b__customers_merge: Stra\u00dfe");
  }

  @Test
  void refusesADescriptionWithAnotherCharacterAtItsCauseAndMakesTheRest() {
    var outcomes = run(describedAs("in \u20ac"));

    assertThat(outcomes.get(0)).isInstanceOf(StepOutcome.Done.class);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it -> assertThat(it.message()).startsWith(refusal("'\u20ac' (U+20AC)")));
    assertThat(outcomes.get(2)).isInstanceOf(StepOutcome.Done.class);
    assertThat(warehouse.relations())
        .hasSize(4)
        .noneMatch(it -> it.startsWith("live.b__customers"));
  }

  @Test
  void makesItWhenTheModelIsCorrected() {
    run(describedAs("in \u20ac"));

    assertThat(run(describedAs("in EUR"))).allMatch(StepOutcome.Done.class::isInstance);

    assertThat(warehouse.relations()).hasSize(6);
  }

  @Test
  void aTableThatIsThereStaysAsItIs() {
    run(describedAs("in EUR"));

    assertThat(run(describedAs("in \ud83d\udcb6")).get(1))
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it -> assertThat(it.message()).startsWith(refusal("'\ud83d\udcb6' (U+1F4B6)")));
    assertThat(warehouse.comments()).contains("b__customers_merge: in EUR");
  }
}
