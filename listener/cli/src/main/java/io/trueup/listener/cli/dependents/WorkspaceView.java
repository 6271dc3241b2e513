package io.trueup.listener.cli.dependents;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.verdict.Model;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A workspace with its groups and platforms.
 *
 * @param container qualified name of the container with its datasets; null when it has none
 * @param output the store that its transformer makes; null when it has no transformer
 */
public record WorkspaceView(
    String workspace,
    String team,
    @Nullable String container,
    String priority,
    boolean production,
    @Nullable String output,
    List<GroupView> groups) {

  /**
   * A group.
   *
   * @param assignments to platforms, with their status
   * @param platforms that serve it, by assignment or because its transformer must run there
   */
  public record GroupView(
      String group, List<String> datasets, List<String> assignments, List<String> platforms) {}

  /** The view of a workspace in a model. */
  public static WorkspaceView of(Model model, Workspace workspace) {
    var container = workspace.container();
    var transformer = workspace.transformer();
    return new WorkspaceView(
        workspace.name(),
        workspace.team(),
        container == null ? null : Ecosystem.qualified(workspace.team(), container),
        workspace.priority().name().toLowerCase(Locale.ROOT),
        workspace.isProduction(),
        transformer == null ? null : transformer.output().name(),
        workspace.groups().stream().map(it -> group(model, workspace, it)).toList());
  }

  private static GroupView group(Model model, Workspace workspace, DatasetGroup group) {
    var assignments =
        model
            .ecosystem()
            .assignments()
            .getOrDefault(new GroupKey(workspace.name(), group.name()), List.of());
    return new GroupView(
        group.name(),
        group.sinks().stream().map(DatasetSink::toString).toList(),
        assignments.stream().map(WorkspaceView::text).toList(),
        List.copyOf(model.graph().roots().of(workspace.name(), group.name())));
  }

  private static String text(Assignment assignment) {
    return assignment.platform() + " (" + assignment.status().text() + ")";
  }
}
