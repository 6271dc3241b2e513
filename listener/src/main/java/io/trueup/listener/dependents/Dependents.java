package io.trueup.listener.dependents;

import java.util.List;

/**
 * Who is affected when data changes: whoever takes it, and whoever takes what is made of it.
 *
 * @param subject what changes: {@code store/dataset}, or a store with all its datasets
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
   * A workspace that takes it.
   *
   * @param team whose it is, {@code zone/team}
   * @param groups those of its groups that take it
   * @param platforms that serve these groups; none when nobody assigned them
   * @param via the shortest way from the subject to it, by datasets and workspaces in turn
   */
  public record WorkspaceUse(
      String workspace,
      String team,
      List<String> groups,
      List<String> platforms,
      List<String> via) {}

  /**
   * A transformer that makes something of it.
   *
   * @param output the store that it makes
   * @param platforms that run it; none when nobody needs its output
   * @param via the way to its workspace
   */
  public record TransformerUse(
      String workspace, String output, List<String> platforms, List<String> via) {}

  /**
   * A platform that carries it.
   *
   * @param nodes keys of the nodes that it passes through there
   */
  public record PlatformUse(String platform, List<String> nodes) {}

  public Dependents {
    workspaces = List.copyOf(workspaces);
    transformers = List.copyOf(transformers);
    platforms = List.copyOf(platforms);
  }
}
