package io.trueup.listener.daemon.question;

import java.util.List;

/**
 * A summary of what differs between two versions.
 *
 * @param from the number of the version before
 * @param version the number of the version after
 * @param declarations how many of each kind differ; kinds without a difference are left out
 * @param platforms the platforms whose graphs differ, or that only one version has
 */
public record DiffAnswer(
    String source,
    long from,
    long version,
    List<KindChanges> declarations,
    List<PlatformChanges> platforms) {

  /**
   * How many declarations of a kind differ.
   *
   * @param kind {@code ecosystem}, {@code zone}, {@code team}, {@code container}, {@code platform},
   *     {@code store}, {@code dataset}, {@code workspace} or {@code assignment}
   */
  public record KindChanges(String kind, int added, int changed, int removed) {}

  /** How many nodes of a platform differ. */
  public record PlatformChanges(String platform, int added, int changed, int removed) {}

  /**
   * A declaration that differs.
   *
   * @param change what happened to it: added, changed or removed, as such a word
   */
  public record DeclarationChange(String kind, String name, String change) {}

  /**
   * A node that differs.
   *
   * @param change what happened to it: added, changed or removed, as such a word
   * @param differences one phrase for each, of a node that changed; empty otherwise
   */
  public record NodeChangeAnswer(String key, String change, List<String> differences) {}
}
