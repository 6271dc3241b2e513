package io.trueup.statestore;

import java.util.Comparator;
import java.util.List;

/**
 * The model servers that bear on the moves of a source's platforms.
 *
 * @param served the version of the source that model servers serve as the merged one; 0 before the
 *     first
 * @param servers all that are known
 */
public record ModelFleet(long served, List<ModelServer> servers) {

  /** No model servers. */
  public static final ModelFleet NONE = new ModelFleet(0, List.of());

  public ModelFleet {
    servers = List.copyOf(servers);
  }

  /**
   * The model servers that get requests and have not opened a version, by name. One that is silent,
   * stops, or lacks the served version gets no requests, so that no move waits for it.
   */
  public List<ModelServer> lacking(SourceId source, long version) {
    return servers.stream()
        .filter(it -> it.counts(source) && !it.hasPrepared(source, version))
        .filter(it -> served == 0 || it.hasPrepared(source, served))
        .sorted(Comparator.comparing(it -> it.report().instance()))
        .toList();
  }
}
