package io.trueup.listener.daemon.question;

import java.util.List;

/**
 * The consumers that a change of data affects, directly or through transformers.
 *
 * @param subject the changed data: {@code store/dataset}, or a store with all its datasets
 * @param workspaces by name
 * @param transformers by their workspace's name
 * @param platforms by name
 */
public record Dependents(
    String subject,
    List<WorkspaceUse> workspaces,
    List<TransformerUse> transformers,
    List<PlatformUse> platforms) {

  /**
   * A workspace that takes the data.
   *
   * @param team of the workspace, {@code zone/team}
   * @param groups its groups that take the data
   * @param platforms that serve these groups; empty when they are not assigned
   * @param via the shortest path from the subject to it, alternating datasets and workspaces
   */
  public record WorkspaceUse(
      String workspace,
      String team,
      List<String> groups,
      List<String> platforms,
      List<String> via) {}

  /**
   * A transformer that uses the data.
   *
   * @param output the store that it makes
   * @param platforms that run it; empty when its output is not needed
   * @param via the path to its workspace
   */
  public record TransformerUse(
      String workspace, String output, List<String> platforms, List<String> via) {}

  /**
   * A platform that carries the data.
   *
   * @param nodes keys of the nodes that the data passes through
   */
  public record PlatformUse(String platform, List<String> nodes) {}

  public Dependents {
    workspaces = List.copyOf(workspaces);
    transformers = List.copyOf(transformers);
    platforms = List.copyOf(platforms);
  }
}
