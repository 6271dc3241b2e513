package io.trueup.model.graph;

/**
 * The kinds of nodes. Their texts begin the keys of nodes, which fingerprints cover and which the
 * state store, jobs and the API keep: a text never changes, whatever a constant is called.
 */
public enum NodeKind {
  /** Fetches a store's data and keeps it. */
  INGEST("Ingest"),
  /** Offers a dataset in a container. */
  EXPORT("Export"),
  /** Waits for all inputs of a transformer. */
  TRIGGER("Trigger"),
  /** Runs a transformer. */
  TRANSFORM("Transform");

  private final String text;
  private final String prefix;

  NodeKind(String text) {
    this.text = text;
    this.prefix = text + '/';
  }

  /** The first part of a key, such as {@code Ingest}. */
  public String text() {
    return text;
  }

  /** The start of all keys of this kind, such as {@code Ingest/}. */
  public String prefix() {
    return prefix;
  }
}
