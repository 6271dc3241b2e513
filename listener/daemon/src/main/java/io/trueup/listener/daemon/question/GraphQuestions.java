package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.NodeAnswer.NodeReference;
import io.trueup.listener.daemon.question.PlatformAnswer.GraphAnswer;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers questions about the graphs of one version. Immutable. */
public final class GraphQuestions {

  private final ModelVersion version;
  private final Model model;

  GraphQuestions(ModelVersion version) {
    this.version = version;
    this.model = version.model();
  }

  /** A summary of a platform's graph. */
  public GraphAnswer graph(String platform) {
    return GraphAnswer.of(find(platform));
  }

  /**
   * The nodes of a platform, by key.
   *
   * @param kind only of this kind, such as {@code Export}; null for all
   */
  public AnswerList<NodeAnswer> nodes(String platform, @Nullable String kind) {
    var graph = find(platform);
    var only = kind == null ? null : kind(kind);
    var name = "platforms/" + platform + "/nodes";
    if (only == null) {
      return new AnswerList<>(
          name,
          NodeAnswer.class,
          graph.nodes().size(),
          (after, reader) -> {
            var nodes = graph.nodes().entriesAfter(after.isEmpty() ? null : position(after));
            while (nodes.hasNext()) {
              var node = nodes.next().getValue();
              if (!reader.take(node.key().value(), NodeAnswer.of(node))) {
                return;
              }
            }
          });
    }
    return new AnswerList<>(
        name + "?kind=" + kind,
        NodeAnswer.class,
        GraphAnswer.count(graph, only),
        (after, reader) -> {
          var start = after.isEmpty() ? new NodeKey(only.prefix()) : position(after);
          var nodes = graph.nodes().entriesAfter(start);
          while (nodes.hasNext()) {
            var node = nodes.next().getValue();
            if (!node.key().isA(only) || !reader.take(node.key().value(), NodeAnswer.of(node))) {
              return;
            }
          }
        });
  }

  private static NodeKey position(String after) {
    if (after.isBlank()) {
      throw ListCursor.damaged();
    }
    return new NodeKey(after);
  }

  /** A node of a platform. */
  public NodeAnswer node(String platform, String key) {
    return NodeAnswer.of(findNode(platform, key));
  }

  /** The nodes whose data a node reads, also on other platforms, by key. */
  public AnswerList<NodeReference> inputs(String platform, String key) {
    var node = findNode(platform, key);
    var keys =
        Stream.concat(node.inputs().stream(), node.foreignInputs().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return new AnswerList<>(
        edges(platform, key, "inputs"),
        NodeReference.class,
        keys.size(),
        (after, reader) -> {
          for (var it : keys) {
            if (it.value().compareTo(after) > 0 && !reader.take(it.value(), NodeReference.of(it))) {
              return;
            }
          }
        });
  }

  /**
   * The nodes that read a node's data, also on other platforms: of each dataset in turn, by key.
   * Finding them costs as much as there are.
   */
  public AnswerList<NodeReference> outputs(String platform, String key) {
    var node = findNode(platform, key);
    return new AnswerList<>(
        edges(platform, key, "outputs"),
        NodeReference.class,
        AnswerList.UNKNOWN,
        (after, reader) -> outputs(node, after, reader));
  }

  private static String edges(String platform, String key, String which) {
    return "platforms/" + platform + "/nodes/" + key + "/" + which;
  }

  private void outputs(
      PipelineNode node, String after, AnswerList.ItemReader<NodeReference> reader) {
    switch (node) {
      case PipelineNode.Ingest ingest -> ingestOutputs(ingest, after, reader);
      case PipelineNode.Export export -> {
        var triggers = new TreeSet<NodeKey>();
        for (var workspace : export.workspaces()) {
          addReader(triggers, NodeKey.trigger(node.key().platform(), workspace), node);
        }
        take("", triggers, after, reader);
      }
      case PipelineNode.Trigger trigger -> {
        var transforms = new TreeSet<NodeKey>();
        addReader(transforms, NodeKey.transform(node.key().platform(), trigger.workspace()), node);
        take("", transforms, after, reader);
      }
      case PipelineNode.Transform transform -> transformOutputs(transform, after, reader);
    }
  }

  /** Of a dataset, its exports; of the whole, the ingestions of other platforms. */
  private void ingestOutputs(
      PipelineNode.Ingest ingest, String after, AnswerList.ItemReader<NodeReference> reader) {
    var foreign = new TreeSet<NodeKey>();
    var start = ingest.key().value().indexOf('/', NodeKind.INGEST.prefix().length());
    var rest = ingest.key().value().substring(start);
    for (var other : model.graphs().keySet()) {
      addReader(foreign, new NodeKey(NodeKind.INGEST.prefix() + other + rest), ingest);
    }
    if (!take("", foreign, after, reader)) {
      return;
    }
    var separator = after.indexOf('\n');
    var current = separator < 0 ? "" : after.substring(0, separator);
    if (!current.isEmpty() && !take(current, exports(ingest, current), after, reader)) {
      return;
    }
    var datasets = ingest.datasets().entriesAfter(current.isEmpty() ? null : current);
    while (datasets.hasNext()) {
      var dataset = datasets.next().getKey();
      if (!take(dataset, exports(ingest, dataset), "", reader)) {
        return;
      }
    }
  }

  private SortedSet<NodeKey> exports(PipelineNode.Ingest ingest, String dataset) {
    var exports = new TreeSet<NodeKey>();
    var store = ingest.store().name();
    for (var name : model.graph().references().wanting(store, dataset)) {
      var workspace = model.ecosystem().workspaces().find(name);
      var container =
          workspace == null
              ? null
              : model.ecosystem().container(workspace.team(), workspace.container()).orElse(null);
      if (container != null) {
        var key =
            NodeKey.export(ingest.key().platform(), container.qualifiedName(), store, dataset);
        addReader(exports, key, ingest);
      }
    }
    return exports;
  }

  private void transformOutputs(
      PipelineNode.Transform transform, String after, AnswerList.ItemReader<NodeReference> reader) {
    var platform = transform.key().platform();
    var output = transform.transformer().output();
    var whole = new TreeSet<NodeKey>();
    addReader(whole, NodeKey.ingest(platform, output.name()), transform);
    for (var dataset : output.datasets().keySet()) {
      addReader(whole, NodeKey.ingest(platform, output.name(), dataset), transform);
    }
    take("", whole, after, reader);
  }

  /** Adds the key of a node that reads from another, if the node exists and does. */
  private void addReader(SortedSet<NodeKey> readers, NodeKey key, PipelineNode from) {
    var graph = model.graphs().find(key.platform());
    var node = graph == null ? null : graph.nodes().find(key);
    if (node != null
        && (node.inputs().contains(from.key()) || node.foreignInputs().contains(from.key()))) {
      readers.add(key);
    }
  }

  /** Hands out keys, each at {@code group, line feed, key}. */
  private static boolean take(
      String group,
      SortedSet<NodeKey> keys,
      String after,
      AnswerList.ItemReader<NodeReference> reader) {
    for (var key : keys) {
      var position = group + '\n' + key.value();
      if (position.compareTo(after) > 0 && !reader.take(position, NodeReference.of(key))) {
        return false;
      }
    }
    return true;
  }

  private static NodeKind kind(String text) {
    return Arrays.stream(NodeKind.values())
        .filter(it -> it.text().equals(text))
        .findFirst()
        .orElseThrow(() ->
            QuestionException.invalid(
                "kind",
                "'kind' must be one of %s, not '%s'"
                    .formatted(
                        List.of(NodeKind.values()).stream()
                            .map(NodeKind::text)
                            .collect(Collectors.joining(", ")),
                        text)));
  }

  private PlatformGraph find(String platform) {
    var graph = model.graphs().find(platform);
    if (graph == null) {
      throw QuestionException.unknown("platform", platform, ModelVersionName.of(version));
    }
    return graph;
  }

  private PipelineNode findNode(String platform, String key) {
    var node = key.isBlank() ? null : find(platform).nodes().find(new NodeKey(key));
    if (node == null) {
      throw QuestionException.unknown("node", key, ModelVersionName.of(version));
    }
    return node;
  }
}
