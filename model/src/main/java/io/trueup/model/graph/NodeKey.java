package io.trueup.model.graph;

import org.jspecify.annotations.Nullable;

/**
 * The stable key of a node, such as {@code Ingest/Live/NW_Data}: it stays the same when the content
 * of the node changes.
 *
 * @param value never blank
 */
public record NodeKey(String value) implements Comparable<NodeKey> {

  public NodeKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A node key is never blank");
    }
  }

  /** {@code Ingest/{platform}/{store}}: a multi-dataset store's ingestion. */
  public static NodeKey ingest(String platform, String store) {
    return new NodeKey(NodeKind.INGEST.prefix() + platform + "/" + store);
  }

  /**
   * {@code Ingest/{platform}/{store}/{dataset}}: a single-dataset store's ingestion of one dataset.
   */
  public static NodeKey ingest(String platform, String store, String dataset) {
    return new NodeKey(NodeKind.INGEST.prefix() + platform + "/" + store + "/" + dataset);
  }

  /**
   * {@code Export/{platform}/{container}/{store}/{dataset}}, the container by its qualified name.
   */
  public static NodeKey export(String platform, String container, String store, String dataset) {
    return new NodeKey(
        NodeKind.EXPORT.prefix() + platform + "/" + container + "/" + store + "/" + dataset);
  }

  /** {@code Trigger/{platform}/{workspace}}. */
  public static NodeKey trigger(String platform, String workspace) {
    return new NodeKey(NodeKind.TRIGGER.prefix() + platform + "/" + workspace);
  }

  /** {@code Transform/{platform}/{workspace}}. */
  public static NodeKey transform(String platform, String workspace) {
    return new NodeKey(NodeKind.TRANSFORM.prefix() + platform + "/" + workspace);
  }

  /** Whether the key names a node of a kind. */
  public boolean isA(NodeKind kind) {
    return value.startsWith(kind.prefix());
  }

  /** The name of the platform: the key's second part. */
  public String platform() {
    var start = value.indexOf('/') + 1;
    var end = value.indexOf('/', start);
    return value.substring(start, end < 0 ? value.length() : end);
  }

  // Written out, because it runs very often before a compiler has seen it.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NodeKey(var its) && value.equals(its);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(NodeKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
