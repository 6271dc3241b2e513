package io.trueup.model.graph;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.EcosystemBuilder;
import io.trueup.model.ecosystem.Priority;
import org.junit.jupiter.api.Test;

class GraphDiffTest {

  private static PlatformGraph graph(Priority priority, String... sinks) {
    var ecosystem =
        new EcosystemBuilder()
            .platform("A")
            .container("source")
            .container("wh")
            .single("S", "a", "b", "c")
            .workspace("W", "wh", priority, group("g", sinks))
            .assign("W", "g", "A")
            .build();
    return IntentionGraph.of(ecosystem).platforms().values().iterator().next();
  }

  @Test
  void findsNothingBetweenEqualGraphs() {
    var diff = GraphDiff.between(graph(Priority.LOW, "S/a"), graph(Priority.LOW, "S/a"));

    assertThat(diff.isEmpty()).isTrue();
  }

  @Test
  void sortsNodesIntoAddedChangedAndRemovedByKey() {
    var diff =
        GraphDiff.between(graph(Priority.LOW, "S/a", "S/b"), graph(Priority.HIGH, "S/b", "S/c"));

    assertThat(diff.added())
        .extracting(it -> it.key().value())
        .containsExactly("Export/A/z/t/wh/S/c", "Ingest/A/S/c");
    assertThat(diff.changed())
        .extracting(
            it -> it.before().priority() + " " + it.after().priority() + " " + it.after().key())
        .containsExactly("LOW HIGH Export/A/z/t/wh/S/b", "LOW HIGH Ingest/A/S/b");
    assertThat(diff.removed())
        .extracting(it -> it.key().value())
        .containsExactly("Export/A/z/t/wh/S/a", "Ingest/A/S/a");
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void addsAllToAnEmptyGraphAndRemovesAllForOne() {
    var full = graph(Priority.LOW, "S/a", "S/b", "S/c");
    var empty = PlatformGraph.empty(full.platform());

    assertThat(GraphDiff.between(empty, full).added()).hasSize(6);
    assertThat(GraphDiff.between(full, empty).removed()).hasSize(6);
    assertThat(GraphDiff.between(empty, empty).isEmpty()).isTrue();
  }
}
