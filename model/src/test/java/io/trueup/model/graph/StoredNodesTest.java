package io.trueup.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.DocumentationFiles;
import io.trueup.model.TestModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the state store, jobs and the API keep of nodes: keys and fingerprints. A new release must
 * find what an older one wrote, so that no text here ever changes.
 */
class StoredNodesTest {

  private static final List<PipelineNode> NODES = nodes();

  private static List<PipelineNode> nodes() {
    var text = DocumentationFiles.resource(StoredNodesTest.class, "fingerprint-model.yaml");
    var model = new TestModel(Map.of("model.yaml", text)).check().model();
    if (model == null) {
      throw new AssertionError("The model is rejected");
    }
    return model.graphs().values().stream().flatMap(it -> it.nodes().values().stream()).toList();
  }

  @Test
  void keepsTheTextsOfKinds() {
    assertThat(NodeKind.values())
        .extracting(NodeKind::text)
        .containsExactly("Ingest", "Export", "Trigger", "Transform");
    assertThat(NodeKind.values()).allMatch(it -> it.prefix().equals(it.text() + "/"));
  }

  @Test
  void keepsTheTextsOfKeys() {
    assertThat(NodeKey.ingest("P", "S")).hasToString("Ingest/P/S");
    assertThat(NodeKey.ingest("P", "S", "d")).hasToString("Ingest/P/S/d");
    assertThat(NodeKey.export("P", "z/t/c", "S", "d")).hasToString("Export/P/z/t/c/S/d");
    assertThat(NodeKey.trigger("P", "W")).hasToString("Trigger/P/W");
    assertThat(NodeKey.transform("P", "W")).hasToString("Transform/P/W");
  }

  @Test
  void keepsTheFingerprintsOfNodes() {
    assertThat(NODES.stream().map(it -> it.key() + " " + it.fingerprint()))
        .containsExactlyElementsOf(
            DocumentationFiles.resource(StoredNodesTest.class, "stored-fingerprints.txt")
                .lines()
                .filter(it -> !it.startsWith("#"))
                .toList());
  }

  @Test
  void findsTheKindOfANodeInItsKey() {
    assertThat(NODES).extracting(PipelineNode::kind).contains(NodeKind.values());
    for (var node : NODES) {
      assertThat(NodeKind.values()).filteredOn(node.key()::isA).containsExactly(node.kind());
    }
  }

  @Test
  void findsNoKindInAnotherText() {
    for (var text : List.of("Ingest", "Ingestion/P/S", "ingest/P/S", "relation Ingest/P/S")) {
      assertThat(NodeKind.values()).noneMatch(new NodeKey(text)::isA);
    }
  }
}
