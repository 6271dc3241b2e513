package io.trueup.listener.daemon.simulation;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.graph.References;
import io.trueup.model.graph.Roots;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.Model;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Draws models: a few platforms, each with a few stores that are there or not, in one of a few
 * variants.
 */
final class SimulatedModels {

  static final List<String> PLATFORMS = List.of("Live", "Asked", "After", "Timed");
  private static final int STORES = 4;
  private static final DataContainer CONTAINER =
      DataContainer.of("Z/T/c", DataContainer.Type.POSTGRES, "h", 1, "d", List.of());
  private static final Capture CAPTURE =
      new Capture(
          Capture.Kind.SNAPSHOT, null, null, Capture.Consistency.MULTI_DATASET, "external", null);
  private static final Dataset DATASET =
      Dataset.of(
          "d",
          null,
          DatasetSchema.of(List.of(), List.of(), List.of()),
          Governance.NONE,
          Documentation.NONE);

  private static final PersistentMap<String, Dataset> DATASETS =
      PersistentMap.index(List.of(DATASET), Dataset::name);

  private final int[][] variants = new int[PLATFORMS.size()][STORES];
  private final Map<String, RolloutTerms> terms = new TreeMap<>();
  private final Random random;
  private final SimulatedTerms drawnTerms;

  SimulatedModels(Random random) {
    this.random = random;
    this.drawnTerms = new SimulatedTerms(random);
    PLATFORMS.forEach(it -> terms.put(it, drawnTerms.draw(it)));
  }

  /** The model after a change: some stores come, change or go. */
  Model next() {
    var changes = random.nextInt(5);
    if (random.nextInt(100) < 15) {
      var platform = PLATFORMS.get(random.nextInt(PLATFORMS.size()));
      terms.put(platform, drawnTerms.draw(platform));
    }
    for (var i = 0; i < changes; i++) {
      variants[random.nextInt(PLATFORMS.size())][random.nextInt(STORES)] = random.nextInt(5);
    }
    return model(variants, terms);
  }

  /** The model after views of stores came, changed or went while their tables stay as they are. */
  Model nextView() {
    for (var stores : variants) {
      var store = random.nextInt(STORES);
      if (stores[store] > 1) {
        stores[store] = 2 + random.nextInt(3);
      }
    }
    return model(variants, terms);
  }

  /** A model with a variant of each store of each platform; 0 where there is none. */
  static Model model(int[][] variants) {
    return model(variants, Map.of());
  }

  private static Model model(int[][] variants, Map<String, RolloutTerms> terms) {
    var graphs = new TreeMap<String, PlatformGraph>();
    for (var p = 0; p < variants.length; p++) {
      var name = PLATFORMS.get(p);
      var plain =
          RolloutTerms.of(name.equals("Asked") ? RolloutPolicy.MANUAL : RolloutPolicy.MERGE);
      graphs.put(name, graph(name, variants[p], terms.getOrDefault(name, plain)));
    }
    return new Model(
        ecosystem(), new IntentionGraph(References.NONE, Roots.NONE, PersistentMap.copyOf(graphs)));
  }

  private static PlatformGraph graph(String platform, int[] stores, RolloutTerms terms) {
    var nodes = new TreeMap<NodeKey, PipelineNode>();
    for (var s = 0; s < stores.length; s++) {
      if (stores[s] > 0) {
        add(nodes, platform, "S" + s, stores[s]);
      }
    }
    var declaration =
        new PlatformDeclaration(
            platform,
            "simulated",
            History.LIVE_ONLY,
            null,
            null,
            new TreeMap<>(),
            new TreeMap<>(),
            terms.policy(),
            JobPolicy.DEFAULT,
            terms.provider(),
            terms.dependencies(),
            terms.tags(),
            Documentation.NONE);
    return PlatformGraph.of(declaration, CONTAINER, nodes);
  }

  /** Variants 2 to 4 have one ingestion and differ in the export only, which 4 lacks. */
  private static void add(
      SortedMap<NodeKey, PipelineNode> nodes, String platform, String name, int variant) {
    var ingest = NodeKey.ingest(platform, name);
    var export = NodeKey.export(platform, "Z/T/c", name, "d");
    var ingested =
        FingerprintBuilder.of("i").add(ingest.value()).add(Math.min(variant, 2)).fingerprint();
    var exported = FingerprintBuilder.of("e").add(export.value()).add(variant).fingerprint();
    var store =
        new Datastore(name, "Z/T", CAPTURE, false, Governance.NONE, DATASETS, Documentation.NONE);
    nodes.put(
        ingest,
        new PipelineNode.Ingest(
            ingest,
            ingested,
            Priority.LOW,
            List.of(),
            store.header(),
            DATASETS,
            null,
            null,
            List.of()));
    if (variant == 4) {
      return;
    }
    nodes.put(
        export,
        new PipelineNode.Export(
            export,
            exported,
            Priority.LOW,
            List.of(ingest),
            CONTAINER,
            name,
            DATASET,
            List.of(new PipelineNode.Consumer("Z", "T", "W", "g"))));
  }

  private static Ecosystem ecosystem() {
    var declaration =
        new EcosystemDeclaration(
            "Sim",
            new RepositoryBranch("h/o/n", "eco"),
            new RepositoryBranch("h/o/n", "main"),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            Documentation.NONE);
    return new Ecosystem(
        declaration,
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty());
  }
}
