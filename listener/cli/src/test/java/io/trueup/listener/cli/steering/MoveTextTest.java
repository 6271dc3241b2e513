package io.trueup.listener.cli.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.MovePreviewView;
import io.trueup.listener.daemon.view.MovePreviewView.NodeNames;
import io.trueup.listener.daemon.view.MovePreviewView.Step;
import io.trueup.model.rollout.StepAction;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MoveTextTest {

  private static final NodeNames NONE = new NodeNames(0, List.of());

  private static NodeNames nodes(String... names) {
    return new NodeNames(names.length, List.of(names));
  }

  @Test
  void showsNodesStepsAndShutGates() {
    var move =
        new MovePreviewView(
            "acme/Live",
            4,
            7L,
            nodes("Ingest/Live/New"),
            nodes("Ingest/Live/NW_Data"),
            nodes("Ingest/Live/Old"),
            List.of(new Step("Ingest/Live/New", StepAction.PROVISION, "It is new")),
            1,
            List.of(
                new GateView(
                    "removal-guard", "", null, null, "It removes 1 of 2 nodes", "Approve", null)),
            true,
            null,
            true);

    assertThat(MoveText.render(move, TextStyle.PLAIN))
        .isEqualTo(
            """
            acme/Live: From version 4 to 7
              + Ingest/Live/New
              ~ Ingest/Live/NW_Data
              - Ingest/Live/Old

            Steps of merge time
              provision Ingest/Live/New: It is new

            Shut now
              removal-guard
                It removes 1 of 2 nodes
                Approve
                Does not open by itself

            Plan: 1 node to add, 1 to change when their jobs start, 1 to remove; 1 step. It removes so much that it needs 'trueup approve acme/Live 7'
            """);
  }

  @Test
  void saysWhenThereIsNothingToDo() {
    var idle =
        new MovePreviewView(
            "acme/Live", 4, null, NONE, NONE, NONE, List.of(), 0, List.of(), false, null, false);
    var same =
        new MovePreviewView(
            "acme/Live", 4, 5L, NONE, NONE, NONE, List.of(), 0, List.of(), false, null, false);

    assertThat(MoveText.render(idle, TextStyle.PLAIN))
        .isEqualTo("acme/Live: There is nothing to move to; the target is version 4\n");
    assertThat(MoveText.render(same, TextStyle.PLAIN))
        .endsWith("Plan: nothing changes on the platform, only its pointers move\n");
  }

  @Test
  void saysWhyAMoveIsImpossible() {
    var move =
        new MovePreviewView(
            "acme/Live",
            4,
            2L,
            NONE,
            NONE,
            NONE,
            List.of(),
            0,
            List.of(),
            false,
            "Version 2 was rejected",
            false);

    assertThat(MoveText.render(move, TextStyle.PLAIN))
        .isEqualTo("acme/Live: Cannot move from version 4 to 2. Version 2 was rejected\n");
  }

  @Test
  void limitsWhatPeopleRead() {
    var names =
        new NodeNames(5000, IntStream.range(0, 1000).mapToObj(it -> "Ingest/Live/S" + it).toList());
    var move =
        new MovePreviewView(
            "acme/Live", 4, 5L, names, NONE, NONE, List.of(), 0, List.of(), false, null, true);

    assertThat(MoveText.render(move, TextStyle.PLAIN))
        .contains("S19\n  and 4980 more: see '--output json'\n")
        .doesNotContain("S20\n");
  }
}
