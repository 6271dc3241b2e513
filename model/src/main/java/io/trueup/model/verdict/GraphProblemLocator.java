package io.trueup.model.verdict;

import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns problems of graphs into findings at the documents that cause them. */
final class GraphProblemLocator {

  private final LinkedDocuments linked;

  GraphProblemLocator(LinkedDocuments linked) {
    this.linked = linked;
  }

  Finding finding(GraphProblem problem, PlatformGraph graph) {
    var path = new ArrayList<String>();
    var origin = linked.origin(DocumentKey.ECOSYSTEM);
    var node = problem.node() == null ? null : graph.nodes().find(problem.node());
    if (node == null) {
      path.addAll(List.of("platforms", graph.platform().name()));
      path.addAll(problem.field());
    } else {
      origin = originOf(node, problem.column(), path);
    }
    return Finding.of(
        problem.rule(), problem.severity(), origin, path, problem.message(), problem.remedy());
  }

  /** The document that declares a node; adds the path to its column to {@code path}. */
  private @Nullable Origin originOf(PipelineNode node, @Nullable String column, List<String> path) {
    return switch (node) {
      case PipelineNode.Ingest ingest -> store(ingest.store().name(), column, path);
      case PipelineNode.Export export when column == null -> {
        path.add("container");
        yield linked.origin(DocumentKey.workspace(export.workspaces().getFirst()));
      }
      case PipelineNode.Export export -> store(export.store(), column, path);
      case PipelineNode.Trigger trigger -> {
        path.addAll(List.of("transformer", "trigger"));
        yield linked.origin(DocumentKey.workspace(trigger.workspace()));
      }
      case PipelineNode.Transform transform when column == null -> {
        path.add("transformer");
        yield linked.origin(DocumentKey.workspace(transform.workspace()));
      }
      case PipelineNode.Transform transform ->
          store(transform.transformer().output().name(), column, path);
    };
  }

  private boolean isAvro(String store, String dataset) {
    var found = linked.ecosystem().stores().find(store);
    var in = found == null ? null : found.datasets().find(dataset);
    return in != null && in.schema().avro() != null;
  }

  private @Nullable Origin store(String store, @Nullable String column, List<String> path) {
    if (linked.ecosystem().producers().containsKey(store)) {
      path.addAll(List.of("transformer", "output"));
    }
    if (column == null) {
      return linked.origin(DocumentKey.store(store));
    }
    var parts = column.split("/", 2);
    path.addAll(List.of("datasets", parts[0]));
    if (parts.length > 1) {
      path.addAll(isAvro(store, parts[0]) ? List.of("avro", "fields") : List.of("columns"));
      path.add(parts[1]);
    }
    return linked.datasetOrigin(store, parts[0]);
  }
}
