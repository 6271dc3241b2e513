package io.trueup.listener.engine.source;

/**
 * Estimates how much heap an open version holds for itself. What is read from its file is in the
 * block cache, which all versions share and which has a bound of its own, and in the operating
 * system's page cache. Pure.
 */
final class ModelSize {

  /** The roots of a version's maps and its documents' heads. */
  private static final long OF_A_VERSION = 64 << 10;

  /** A mapped file with its windows and its entries in tables. */
  private static final long OF_A_FILE = 4 << 10;

  /** A file of the model, read, with what follows from it. */
  private static final long OF_A_MODEL_FILE = 4 << 10;

  private static final long OF_A_DATASET = 400;

  /** A node of a platform's graph. */
  private static final long OF_A_NODE = 500;

  private ModelSize() {}

  /** The estimate, as if the version shared nothing with others in memory. */
  static long of(EvaluatedVersion version) {
    var opened = OF_A_VERSION + OF_A_FILE * version.parts().size();
    return version.file() != null ? opened : opened + inMemory(version);
  }

  private static long inMemory(EvaluatedVersion version) {
    var bytes = OF_A_MODEL_FILE * version.files().byPath().size();
    var model = version.model();
    if (model != null) {
      for (var store : model.ecosystem().stores().values()) {
        bytes += OF_A_DATASET * store.datasets().size();
      }
      for (var graph : model.graphs().values()) {
        bytes += OF_A_NODE * graph.nodes().size();
      }
    }
    return bytes;
  }
}
