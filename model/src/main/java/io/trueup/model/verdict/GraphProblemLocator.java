package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns problems of graphs into findings at the documents that cause them. */
final class GraphProblemLocator {

  private final LinkedDocuments linked;
  private final ProblemLocator places;

  GraphProblemLocator(LinkedDocuments linked, ProblemLocator places) {
    this.linked = linked;
    this.places = places;
  }

  /**
   * A problem at its place, and what it takes to find the place again.
   *
   * @param document the key of the document at fault; the place changes only with its node or with
   *     the documents that have this key, or that add datasets to this store
   * @param node as in {@link GraphProblem}
   * @param column as in {@link GraphProblem}
   * @param field as in {@link GraphProblem}
   */
  record PlacedProblem(
      Problem problem,
      DocumentKey document,
      @Nullable NodeKey node,
      @Nullable String column,
      List<String> field) {

    GraphProblem withoutPlace() {
      return new GraphProblem(
          problem.rule(),
          problem.severity(),
          node,
          column,
          field,
          problem.message(),
          problem.remedy());
    }

    /** Whether documents with some keys can contain the place. */
    boolean isIn(Set<DocumentKey> touched) {
      return touched.contains(document)
          || (document.kind() == DocumentKind.DATASTORE
              && touched.contains(DocumentKey.datasets(document.name())));
    }
  }

  /** The place of a document, and a path within it. */
  private record Target(DocumentKey document, @Nullable Origin origin, List<String> path) {}

  /** The problem at its place. */
  PlacedProblem placed(GraphProblem problem, PlatformGraph graph) {
    var target = target(problem, graph);
    var located = places.located(List.of(finding(problem, target))).getFirst().problem();
    return new PlacedProblem(
        located, target.document(), problem.node(), problem.column(), problem.field());
  }

  Finding finding(GraphProblem problem, PlatformGraph graph) {
    return finding(problem, target(problem, graph));
  }

  private static Finding finding(GraphProblem problem, Target target) {
    return Finding.of(
        problem.rule(),
        problem.severity(),
        target.origin(),
        target.path(),
        problem.message(),
        problem.remedy());
  }

  private Target target(GraphProblem problem, PlatformGraph graph) {
    var node = problem.node() == null ? null : graph.nodes().find(problem.node());
    if (node != null) {
      return target(node, problem.column());
    }
    var path = new ArrayList<>(List.of("platforms", graph.platform().name()));
    path.addAll(problem.field());
    return inDocument(DocumentKey.ECOSYSTEM, path);
  }

  /** The document that declares a node, and the path to its column. */
  private Target target(PipelineNode node, @Nullable String column) {
    return switch (node) {
      case PipelineNode.Ingest ingest -> store(ingest.store().name(), column);
      case PipelineNode.Export export when column == null ->
          inDocument(DocumentKey.workspace(export.workspaces().getFirst()), List.of("container"));
      case PipelineNode.Export export -> store(export.store(), column);
      case PipelineNode.Trigger trigger ->
          inDocument(DocumentKey.workspace(trigger.workspace()), List.of("transformer", "trigger"));
      case PipelineNode.Transform transform when column == null ->
          inDocument(DocumentKey.workspace(transform.workspace()), List.of("transformer"));
      case PipelineNode.Transform transform ->
          store(transform.transformer().output().name(), column);
    };
  }

  private Target inDocument(DocumentKey key, List<String> path) {
    return new Target(key, linked.origin(key), path);
  }

  private boolean isAvro(String store, String dataset) {
    var found = linked.ecosystem().stores().find(store);
    var in = found == null ? null : found.datasets().find(dataset);
    return in != null && in.schema().avro() != null;
  }

  private Target store(String store, @Nullable String column) {
    var path = new ArrayList<String>();
    if (linked.ecosystem().producers().containsKey(store)) {
      path.addAll(List.of("transformer", "output"));
    }
    var key = DocumentKey.store(store);
    if (column == null) {
      return inDocument(key, path);
    }
    var parts = column.split("/", 2);
    path.addAll(List.of("datasets", parts[0]));
    if (parts.length > 1) {
      path.addAll(isAvro(store, parts[0]) ? List.of("avro", "fields") : List.of("columns"));
      path.add(parts[1]);
    }
    return new Target(key, linked.datasetOrigin(store, parts[0]), path);
  }
}
