package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.verdict.Model;

/** Answers what depends on data of one version. Immutable. */
public final class DependentQuestions {

  /** What one answer may follow: its paths are in memory at once. */
  private static final int MOST = 100_000;

  private final ModelVersion version;
  private final Model model;

  DependentQuestions(ModelVersion version) {
    this.version = version;
    this.model = version.model();
  }

  /** What depends on any dataset of a store. */
  public Dependents ofStore(String store) {
    var found = model.ecosystem().stores().find(store);
    if (found == null) {
      throw unknown("store", store);
    }
    return DependentsSearch.of(model, found, MOST);
  }

  /** What depends on a dataset. */
  public Dependents ofDataset(String store, String dataset) {
    var found = model.ecosystem().stores().find(store);
    if (found == null || !found.datasets().containsKey(dataset)) {
      throw unknown("dataset", store + "/" + dataset);
    }
    return DependentsSearch.of(model, store, dataset, MOST);
  }

  /** What depends on the data that a node brings or makes, also on other platforms. */
  public Dependents ofNode(String platform, String key) {
    var graph = model.graphs().find(platform);
    var node = graph == null || key.isBlank() ? null : graph.nodes().find(new NodeKey(key));
    if (node == null) {
      throw unknown("node", key);
    }
    return switch (node) {
      case PipelineNode.Ingest it
          when it.key().equals(NodeKey.ingest(platform, it.store().name())) ->
          ofStore(it.store().name());
      case PipelineNode.Ingest it ->
          ofDataset(it.store().name(), it.datasets().keySet().iterator().next());
      case PipelineNode.Export it -> ofDataset(it.store(), it.dataset().name());
      case PipelineNode.Trigger it -> ofOutput(it.workspace());
      case PipelineNode.Transform it -> ofOutput(it.workspace());
    };
  }

  private Dependents ofOutput(String workspace) {
    var found = model.ecosystem().workspaces().find(workspace);
    var transformer = found == null ? null : found.transformer();
    if (transformer == null) {
      throw unknown("transformer", workspace);
    }
    return ofStore(transformer.output().name());
  }

  private QuestionException unknown(String what, String name) {
    return QuestionException.unknown(what, name, ModelVersionName.of(version));
  }
}
