package io.trueup.listener.lab.bench;

/**
 * The size and length of a benchmark.
 *
 * @param shape of the ecosystem
 * @param ddlDatasets the number of datasets with real tables
 * @param loads the number of loads from scratch, after the first
 * @param merges the number of merges that change one dataset
 * @param seconds the length of each kind of load
 * @param rate deliveries per second in the steady part
 * @param platforms the number of platforms that wait for one window
 */
public record BenchOptions(
    EcosystemSpec shape,
    int ddlDatasets,
    int loads,
    int merges,
    int seconds,
    int rate,
    int platforms) {

  private static final int NODES_AT_ONCE = 200;

  /** The number of nodes whose jobs begin at once. */
  int nodesAtOnce() {
    return Math.min(NODES_AT_ONCE, Math.max(1, ddlDatasets));
  }
}
