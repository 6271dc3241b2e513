package io.trueup.model.job;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the graph of platform {@code P} from stores and transformers, of any size. */
final class GraphOfJobs {

  static final String NIGHTLY = "0 2 * * *";
  static final String OFTEN = "*/10 * * * *";
  static final String EXTERNAL = "external";

  private static final Fingerprint FINGERPRINT = FingerprintBuilder.of("x").fingerprint();
  private static final DataContainer WAREHOUSE = container("z/t/wh");

  /** One dataset for all, because the planner looks at no column. */
  private static final Dataset DATASET =
      Dataset.of(
          "d",
          null,
          DatasetSchema.of(List.of(), List.of(), List.of()),
          Governance.NONE,
          Documentation.NONE);

  private final SortedMap<NodeKey, PipelineNode> nodes = new TreeMap<>();
  private final SortedMap<String, NodeKey> ingestions = new TreeMap<>();
  private final SortedMap<String, SortedSet<NodeKey>> reads = new TreeMap<>();
  private final SortedMap<String, Transform> transforms = new TreeMap<>();
  private final SortedMap<String, String> schedules = new TreeMap<>();

  private static DataContainer container(String name) {
    return DataContainer.of(name, DataContainer.Type.POSTGRES, "h", 5432, "db", List.of("V/a"));
  }

  static boolean hasJob(PipelineNode node) {
    return node instanceof Ingest || node instanceof Transform;
  }

  private static Datastore store(String name, Capture.Kind kind, @Nullable String trigger) {
    var capture = new Capture(kind, "c", null, Capture.Consistency.MULTI_DATASET, trigger, null);
    return new Datastore(
        name, "z/t", capture, false, Governance.NONE, PersistentMap.empty(), Documentation.NONE);
  }

  /** A store whose datasets are ingested together. */
  GraphOfJobs multi(String name, String trigger, String container) {
    return ingest(NodeKey.ingest("P", name), name, trigger, container, Priority.LOW);
  }

  /** A store whose datasets are ingested one by one. */
  GraphOfJobs single(String name, String trigger, String container, String... datasets) {
    for (var dataset : datasets) {
      ingest(NodeKey.ingest("P", name, dataset), name, trigger, container, Priority.LOW);
    }
    return this;
  }

  GraphOfJobs ingest(
      NodeKey key, String name, String trigger, String container, Priority priority) {
    add(
        new Ingest(
            key,
            FINGERPRINT,
            priority,
            List.of(),
            store(name, Capture.Kind.SNAPSHOT, trigger),
            PersistentMap.empty(),
            container("z/t/" + container),
            null,
            List.of()));
    ingestions.put(name, key);
    return this;
  }

  /** A store that another platform ingests. */
  GraphOfJobs primary(String name, String trigger, String primary) {
    var key = NodeKey.ingest("P", name);
    add(
        new Ingest(
            key,
            FINGERPRINT,
            Priority.LOW,
            List.of(),
            store(name, Capture.Kind.SNAPSHOT, trigger),
            PersistentMap.empty(),
            null,
            primary,
            List.of(NodeKey.ingest(primary, name))));
    ingestions.put(name, key);
    return this;
  }

  /**
   * A workspace that makes a store from others, which may be added later.
   *
   * @param trigger null when it runs after its inputs
   */
  GraphOfJobs transformer(
      String workspace, @Nullable String trigger, String output, String... stores) {
    var code = new DataTransformer.Code(null, null, null, "SELECT 1");
    transforms.put(
        workspace,
        new Transform(
            NodeKey.transform("P", workspace),
            FINGERPRINT,
            Priority.LOW,
            List.of(NodeKey.trigger("P", workspace)),
            workspace,
            new DataTransformer(
                code, trigger, store(output, Capture.Kind.TRANSFORMER, null), Documentation.NONE)));
    if (trigger != null) {
      schedules.put(workspace, trigger);
    }
    var key = NodeKey.ingest("P", output);
    add(
        new Ingest(
            key,
            FINGERPRINT,
            Priority.LOW,
            List.of(NodeKey.transform("P", workspace)),
            store(output, Capture.Kind.TRANSFORMER, null),
            PersistentMap.empty(),
            null,
            null,
            List.of()));
    ingestions.put(output, key);
    Arrays.stream(stores).forEach(it -> reads(workspace, it));
    return this;
  }

  /** One more store that a transformer reads. */
  GraphOfJobs reads(String workspace, String store) {
    reads
        .computeIfAbsent(workspace, _ -> new TreeSet<>())
        .add(NodeKey.export("P", "z/t/wh", store, "d"));
    return this;
  }

  private void add(PipelineNode node) {
    nodes.put(node.key(), node);
  }

  PlatformGraph graph(JobPolicy.Per per, int atMost) {
    var all = new TreeMap<>(nodes);
    ingestions.forEach((store, key) -> {
      var export = NodeKey.export("P", "z/t/wh", store, "d");
      all.put(
          export,
          new Export(
              export,
              FINGERPRINT,
              Priority.LOW,
              List.of(key),
              WAREHOUSE,
              store,
              DATASET,
              List.of()));
    });
    transforms.forEach((workspace, transform) -> {
      var key = NodeKey.trigger("P", workspace);
      var inputs =
          reads.getOrDefault(workspace, new TreeSet<>()).stream().filter(all::containsKey).toList();
      all.put(
          key,
          new Trigger(key, FINGERPRINT, Priority.LOW, inputs, workspace, schedules.get(workspace)));
      all.put(transform.key(), transform);
    });
    return PlatformGraph.of(platform(new JobPolicy(per, atMost)), container("z/t/own"), all);
  }

  JobPlan plan(JobPolicy.Per per, int atMost) {
    return JobPlanner.plan(graph(per, atMost), GraphOfJobs::hasJob);
  }

  /** Each job in a line: {@code key [trigger] nodes < after << reads}. */
  static List<String> lines(JobPlan plan) {
    return plan.jobs().map(GraphOfJobs::line).toList();
  }

  private static String line(Job job) {
    var parts =
        Stream.of(
            job.key() + " [" + job.trigger().word() + "] " + job.nodes(),
            job.after().isEmpty() ? "" : " < " + job.after(),
            job.reads().isEmpty() ? "" : " << " + job.reads(),
            job.foreign().isEmpty() ? "" : " << " + job.foreign());
    return String.join("", parts.toList());
  }

  static PlatformDeclaration platform(JobPolicy jobs) {
    return new PlatformDeclaration(
        "P",
        "postgres",
        History.LIVE_ONLY,
        "z/t/own",
        null,
        new TreeMap<>(),
        new TreeMap<>(),
        RolloutPolicy.MERGE,
        jobs,
        null,
        List.of(),
        new TreeSet<>(),
        Documentation.NONE);
  }
}
