package io.trueup.listener.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.view.RunAnswerView.Action;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.statestore.Runs.Joining;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JointAnswerViewTest {

  private static NodeAnswerView node(@Nullable Action action) {
    if (action == null) {
      return NodeAnswerView.of("n", new NodeTime.Answer.Unknown("no such node"));
    }
    var version = action == Action.RUN || action == Action.RECONCILE ? 7L : null;
    var retry = action == Action.WAIT ? 2L : null;
    return new NodeAnswerView("n", action, null, version, null, "", retry, List.of());
  }

  private static @Nullable String run(Joining joining, @Nullable Action... actions) {
    var nodes = Arrays.stream(actions).map(JointAnswerViewTest::node).toList();
    return JointAnswerView.of("r", joining, nodes).run();
  }

  @Test
  void namesNoRunWhenOneNodeKeptAllFromBeginning() {
    assertThat(run(Joining.ALL_OR_NONE, Action.RETIRE, Action.WAIT)).isNull();
    assertThat(run(Joining.ALL_OR_NONE, Action.RUN, Action.RETIRE)).isEqualTo("r");
  }

  @Test
  void namesTheRunOfTheNodesThatBegan() {
    assertThat(run(Joining.EACH, Action.WAIT, Action.RUN)).isEqualTo("r");
    assertThat(run(Joining.EACH, Action.RETIRE, Action.WAIT)).isEqualTo("r");
    assertThat(run(Joining.EACH, Action.WAIT, null)).isNull();
  }
}
