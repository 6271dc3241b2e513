package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command in a refusal; SchemaReconcilerTest tests the messages about statements. */
class StatementPolicyTest {

  private static final NodeKey NODE = new NodeKey("Ingest/Live/NW_Data");
  private static final String RUN =
      "To adopt, run: trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'";

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesTheWholeCommand(String what, List<PlanRefusal> refusals, String message) {
    var plan = new SchemaPlan(List.of(), List.of(), refusals, List.of(), List.of());

    assertThat(StatementPolicy.allowing("acme/Live", Set.of()).objection(NODE, plan))
        .contains(new StepOutcome.Refused(message));
  }

  static Stream<Arguments> namesTheWholeCommand() {
    var table =
        PlanRefusal.adoptable(
            new ObjectName("live", "a"), "Cannot use live.a: it exists. Rename it", "live.a");
    var schema =
        PlanRefusal.adoptable(
            new ObjectName("live", ""), "Cannot use live: it exists. Rename it", "schema:live");
    var spaced =
        PlanRefusal.adoptable(
            new ObjectName("live", "it's a"), "Cannot use it: it exists. Rename it", "live.it's a");
    var other = new PlanRefusal(new ObjectName("live", "c"), "Cannot use live.c: rename it");
    return Stream.of(
        Arguments.of(
            "one adopt",
            List.of(table),
            "Cannot use live.a: it exists. Rename it, or have it adopted (--adopt live.a). "
                + RUN
                + " --adopt live.a --reason \"…\""),
        Arguments.of(
            "two adopts, and one that cannot be adopted",
            List.of(schema, table, other),
            "Cannot use live: it exists. Rename it, or have it adopted (--adopt schema:live)."
                + " Cannot use live.a: it exists. Rename it, or have it adopted (--adopt live.a)."
                + " Cannot use live.c: rename it. "
                + RUN
                + " --adopt schema:live --adopt live.a --reason \"…\""),
        Arguments.of(
            "a name that a shell would split",
            List.of(spaced),
            "Cannot use it: it exists. Rename it, or have it adopted (--adopt live.it's a). "
                + RUN
                + " --adopt 'live.it'\\''s a' --reason \"…\""),
        Arguments.of("nothing to adopt", List.of(other), "Cannot use live.c: rename it"));
  }
}
