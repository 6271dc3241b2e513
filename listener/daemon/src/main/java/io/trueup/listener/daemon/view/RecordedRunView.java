package io.trueup.listener.daemon.view;

import io.trueup.statestore.Run;
import io.trueup.statestore.Runs.Recorded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run with what its job was told about each of its nodes.
 *
 * @param state {@code RECONCILING} or {@code OPEN} while one of its nodes is, else {@code
 *     SUCCEEDED} when all are, else the first other state
 * @param job who the job said it is
 * @param token the name of the token that began it; null for runs from before it was recorded
 */
public record RecordedRunView(
    String run,
    String platform,
    Run.State state,
    String job,
    @Nullable String token,
    List<RecordedNodeView> nodes) {

  public RecordedRunView {
    nodes = List.copyOf(nodes);
  }

  /**
   * The view of a run.
   *
   * @param parts one for each node; not empty
   */
  public static RecordedRunView of(List<Recorded> parts) {
    var first = parts.getFirst().run();
    return new RecordedRunView(
        first.whole().value(),
        first.platform().toString(),
        state(parts.stream().map(it -> it.run().state()).toList()),
        first.job(),
        first.token(),
        parts.stream().map(RecordedNodeView::of).toList());
  }

  private static Run.State state(List<Run.State> states) {
    return states.contains(Run.State.RECONCILING)
        ? Run.State.RECONCILING
        : states.contains(Run.State.OPEN)
            ? Run.State.OPEN
            : states.stream()
                .filter(it -> it != Run.State.SUCCEEDED)
                .findFirst()
                .orElse(Run.State.SUCCEEDED);
  }
}
