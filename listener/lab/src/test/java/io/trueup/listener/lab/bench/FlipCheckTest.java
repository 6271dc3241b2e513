package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.lab.bench.TogetherBenchmark.Answered;
import io.trueup.model.graph.NodeKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlipCheckTest {

  private static final NodeKey NODE = NodeKey.ingest("Live", "S");
  private static final FlipCheck CHECK = new FlipCheck(Map.of(NODE, "f2"), 2);
  private static final Answered CHANGED = answered("RECONCILE", 1, "r1", 2, "f2");

  private static Answered answered(
      String action, int statements, String run, long version, String fingerprint) {
    return new Answered(NODE, action, statements, run, version, fingerprint, 1);
  }

  private static List<String> problems(Answered second) {
    return CHECK.problems(List.of(CHANGED, second), Set.of("r1", "r2"), Set.of("r1"));
  }

  @Test
  void trueAnswersHaveNoProblems() {
    assertThat(problems(answered("RUN", 0, "r2", 2, "f2"))).isEmpty();
    assertThat(problems(answered("WAIT", 0, "", 0, ""))).isEmpty();
  }

  @Test
  void eachFaultIsAProblem() {
    assertThat(problems(answered("RUN", 0, "r2", 1, "f1"))).hasSize(1);
    assertThat(problems(answered("RUN", 0, "r2", 2, "f1"))).hasSize(1);
    assertThat(problems(answered("WAIT", 0, "r2", 0, ""))).hasSize(1);
    assertThat(problems(answered("RETIRE", 0, "", 0, ""))).hasSize(1);
    assertThat(problems(answered("RECONCILE", 0, "r2", 2, "f2"))).hasSize(1);
    assertThat(problems(answered("RUN", 0, "r1", 2, "f2")))
        .containsExactly("Two jobs got run 'r1'");
    assertThat(problems(answered("RECONCILE", 1, "r2", 2, "f2")))
        .containsExactly("Node Ingest/Live/S was changed 2 times");
    assertThat(problems(answered("RUN", 0, "r3", 2, "f2")))
        .containsExactly("Run 'r3' is not recorded");
    assertThat(CHECK.problems(List.of(CHANGED), Set.of("r1"), Set.of("r1", "r9")))
        .containsExactly("No job was told of live run 'r9'");
  }
}
