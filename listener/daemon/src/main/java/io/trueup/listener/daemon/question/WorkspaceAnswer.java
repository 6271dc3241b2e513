package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.verdict.Model;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workspace with its groups, but without their datasets.
 *
 * @param team {@code zone/team}
 * @param container qualified name of the container for its datasets; null when it has none
 * @param priority {@code critical}, {@code high}, {@code medium} or {@code low}
 * @param classification the classifications that its data may have
 * @param transformer null when it has none
 */
public record WorkspaceAnswer(
    String name,
    String team,
    @Nullable String description,
    @Nullable String container,
    String priority,
    boolean production,
    AllowForbidAnswer classification,
    List<GroupAnswer> groups,
    @Nullable TransformerAnswer transformer) {

  /**
   * A dataset group.
   *
   * @param requires null when it declares no requirements
   * @param datasets how many it wants
   * @param assignments to platforms, by platform
   * @param platforms that serve it, by assignment or because its transformer must run there
   */
  public record GroupAnswer(
      String workspace,
      String name,
      @Nullable String description,
      @Nullable RequirementsAnswer requires,
      int datasets,
      List<AssignmentAnswer> assignments,
      List<String> platforms) {

    static GroupAnswer of(Model model, Workspace workspace, DatasetGroup group) {
      var key = new GroupKey(workspace.name(), group.name());
      var assignments = model.ecosystem().assignments().find(key);
      return new GroupAnswer(
          workspace.name(),
          group.name(),
          group.documentation().description(),
          RequirementsAnswer.of(group.requires()),
          group.sinks().size(),
          assignments == null ? List.of() : assignments.stream().map(AssignmentAnswer::of).toList(),
          List.copyOf(model.graph().roots().of(workspace.name(), group.name())));
    }
  }

  /** What a group requires of its platform; each null when it requires nothing. */
  public record RequirementsAnswer(
      @Nullable String history,
      @Nullable String latency,
      @Nullable String retention,
      @Nullable String regulator) {

    private static @Nullable RequirementsAnswer of(DatasetGroup.@Nullable Requirements requires) {
      return requires == null
          ? null
          : new RequirementsAnswer(
              Optional.ofNullable(requires.history()).map(History::text).orElse(null),
              requires.latency(),
              requires.retention(),
              requires.regulator());
    }
  }

  /**
   * The assignment of a group to a platform.
   *
   * @param status {@code provisioning}, {@code provisioned}, {@code decommissioning} or {@code
   *     decommissioned}
   */
  public record AssignmentAnswer(String platform, String status) {

    private static AssignmentAnswer of(Assignment assignment) {
      return new AssignmentAnswer(assignment.platform(), assignment.status().text());
    }
  }

  /**
   * A dataset that a group wants.
   *
   * @param allowsDeprecated whether the group takes it even when it is deprecated
   */
  public record SinkAnswer(String store, String dataset, boolean allowsDeprecated) {

    static SinkAnswer of(DatasetSink sink) {
      return new SinkAnswer(sink.store(), sink.dataset(), sink.allowsDeprecated());
    }
  }

  /**
   * A data transformer.
   *
   * @param output the store that it makes
   * @param trigger a cron expression or {@code external}; null when it runs whenever all its inputs
   *     have run
   * @param repository of its code; null for SQL
   * @param version tag or commit of the code; null for SQL
   * @param command null for SQL
   * @param sql null for a command
   * @param platforms that run it; empty when its output is not needed
   */
  public record TransformerAnswer(
      String workspace,
      String output,
      @Nullable String description,
      @Nullable String trigger,
      @Nullable String repository,
      @Nullable String version,
      @Nullable String command,
      @Nullable String sql,
      List<String> platforms) {

    static @Nullable TransformerAnswer of(Model model, Workspace workspace) {
      var transformer = workspace.transformer();
      if (transformer == null) {
        return null;
      }
      var code = transformer.code();
      return new TransformerAnswer(
          workspace.name(),
          transformer.output().name(),
          transformer.documentation().description(),
          transformer.trigger(),
          code.repository(),
          code.version(),
          code.command(),
          code.sql(),
          List.copyOf(model.graph().roots().transforming(workspace.name())));
    }
  }

  static WorkspaceAnswer of(Model model, Workspace workspace) {
    var container = workspace.container();
    return new WorkspaceAnswer(
        workspace.name(),
        workspace.team(),
        workspace.documentation().description(),
        container == null ? null : Ecosystem.qualified(workspace.team(), container),
        workspace.priority().text(),
        workspace.isProduction(),
        AllowForbidAnswer.of(workspace.classification()),
        workspace.groups().stream().map(it -> GroupAnswer.of(model, workspace, it)).toList(),
        TransformerAnswer.of(model, workspace));
  }
}
