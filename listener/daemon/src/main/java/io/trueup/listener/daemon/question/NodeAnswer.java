package io.trueup.listener.daemon.question;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node of a platform's graph. Fields that its kind does not have are null.
 *
 * @param kind {@code Ingest}, {@code Export}, {@code Trigger} or {@code Transform}
 * @param fingerprint of everything that would make a platform realize it differently
 * @param priority of its most urgent consumer
 * @param inputs keys of the nodes on its platform whose data it reads
 * @param foreignInputs keys of the nodes on other platforms whose data it reads
 * @param store that it ingests, exports or makes
 * @param dataset of an export, or of the ingestion of a single dataset
 * @param datasets how many datasets it ingests
 * @param container that it exports to, or ingests from
 * @param primaryPlatform the platform whose tables it ingests from; null when it reads the source
 * @param workspace whose transformer it triggers or runs
 * @param schedule of a trigger; null when it fires whenever all inputs have arrived
 * @param consumers the groups that an export serves, each as {@code workspace/group}; empty for
 *     other kinds
 */
public record NodeAnswer(
    String key,
    String kind,
    String platform,
    String fingerprint,
    String priority,
    List<String> inputs,
    List<String> foreignInputs,
    @Nullable String store,
    @Nullable String dataset,
    @Nullable Integer datasets,
    @Nullable String container,
    @Nullable String primaryPlatform,
    @Nullable String workspace,
    @Nullable String schedule,
    List<String> consumers) {

  /** The other end of an edge. */
  public record NodeReference(String key, String kind, String platform) {

    static NodeReference of(NodeKey key) {
      return new NodeReference(
          key.value(), key.value().substring(0, key.value().indexOf('/')), key.platform());
    }
  }

  /** The fields that only some kinds have. */
  private record Details(
      @Nullable String store,
      @Nullable String dataset,
      @Nullable Integer datasets,
      @Nullable String container,
      @Nullable String primaryPlatform,
      @Nullable String workspace,
      @Nullable String schedule,
      List<String> consumers) {

    static Details of(PipelineNode node) {
      return switch (node) {
        case PipelineNode.Ingest it ->
            new Details(
                it.store().name(),
                single(it),
                it.datasets().size(),
                Optional.ofNullable(it.source()).map(from -> from.qualifiedName()).orElse(null),
                it.primaryPlatform(),
                null,
                null,
                List.of());
        case PipelineNode.Export it ->
            new Details(
                it.store(),
                it.dataset().name(),
                null,
                it.container().qualifiedName(),
                null,
                null,
                null,
                it.consumers().stream().map(PipelineNode.Consumer::toString).toList());
        case PipelineNode.Trigger it ->
            new Details(null, null, null, null, null, it.workspace(), it.schedule(), List.of());
        case PipelineNode.Transform it ->
            new Details(
                it.transformer().output().name(),
                null,
                null,
                null,
                null,
                it.workspace(),
                null,
                List.of());
      };
    }

    private static @Nullable String single(PipelineNode.Ingest ingest) {
      var dataset =
          ingest.datasets().size() == 1 ? ingest.datasets().keySet().iterator().next() : null;
      return dataset != null
              && ingest
                  .key()
                  .equals(NodeKey.ingest(ingest.key().platform(), ingest.store().name(), dataset))
          ? dataset
          : null;
    }
  }

  static NodeAnswer of(PipelineNode node) {
    var details = Details.of(node);
    return new NodeAnswer(
        node.key().value(),
        node.kind().text(),
        node.key().platform(),
        node.fingerprint().toString(),
        node.priority().text(),
        keys(node.inputs()),
        keys(node.foreignInputs()),
        details.store(),
        details.dataset(),
        details.datasets(),
        details.container(),
        details.primaryPlatform(),
        details.workspace(),
        details.schedule(),
        details.consumers());
  }

  private static List<String> keys(List<NodeKey> keys) {
    return keys.stream().map(NodeKey::value).toList();
  }
}
