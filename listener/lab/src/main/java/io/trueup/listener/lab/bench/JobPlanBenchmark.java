package io.trueup.listener.lab.bench;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.job.JobPlan;
import io.trueup.model.job.JobPlanner;
import io.trueup.model.persistent.PersistentMap;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the plan of a platform's jobs takes, beside a digest of all its nodes' keys.
 */
final class JobPlanBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int MOST_NODES = 1_000_000;
  private static final int NODES_FOR_A_DATASET = 20;
  private static final int NODES_OF_A_STORE = 1_000;
  private static final int NODES_OF_A_JOB = 200;

  /** After this many the compiler has done its work. */
  private static final int WARM = 4;

  private final int nodes;
  private final ProgressLog progress;
  private @Nullable Object kept;

  JobPlanBenchmark(BenchOptions options, ProgressLog progress) {
    this.nodes = Math.min(MOST_NODES, options.shape().datasets() * NODES_FOR_A_DATASET);
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(j) planning the jobs of a platform with %,d nodes".formatted(nodes));
    var graph = graph();
    var cold = cpuMillis(() -> kept = plan(graph));
    for (var i = 0; i < WARM; i++) {
      kept = plan(graph);
    }
    var warm = cpuMillis(() -> kept = plan(graph));
    var digest =
        Figure.of(
            "jobs.digest",
            "the keys of %,d nodes read and digested, in CPU time".formatted(nodes),
            cpuMillis(() -> kept = digest(graph)),
            "ms");
    kept = null;
    return List.of(
        Figure.of(
                "jobs.plan.cold",
                "the first plan of the jobs of %,d nodes, in CPU time".formatted(nodes),
                cold,
                "ms")
            .relativeTo(digest),
        Figure.of("jobs.plan", "a later one", warm, "ms").relativeTo(digest),
        digest);
  }

  private static JobPlan plan(PlatformGraph graph) {
    return JobPlanner.plan(graph, PipelineNode.Ingest.class::isInstance);
  }

  private static Object digest(PlatformGraph graph) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      graph
          .nodes()
          .forEach((key, _) -> digest.update(key.value().getBytes(StandardCharsets.UTF_8)));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static double cpuMillis(Runnable work) {
    var began = THREADS.getCurrentThreadCpuTime();
    work.run();
    return (THREADS.getCurrentThreadCpuTime() - began) / 1e6;
  }

  private PlatformGraph graph() {
    var all = new TreeMap<NodeKey, PipelineNode>();
    for (var i = 0; i < nodes; i += NODES_OF_A_STORE) {
      var store = store(i / NODES_OF_A_STORE);
      for (var each = 0; each < NODES_OF_A_STORE; each++) {
        var key = NodeKey.ingest("Live", store.name(), "dataset_" + each);
        all.put(
            key,
            new PipelineNode.Ingest(
                key,
                new Fingerprint(i, each),
                Priority.MEDIUM,
                List.of(),
                store,
                PersistentMap.empty(),
                null,
                null,
                List.of()));
      }
    }
    return PlatformGraph.of(platform(), null, all);
  }

  private static Datastore store(int number) {
    return new Datastore(
        "Store_" + number,
        "Zone/Team",
        new Capture(
            Capture.Kind.SNAPSHOT,
            null,
            null,
            Capture.Consistency.SINGLE_DATASET,
            number % 2 == 0 ? "0 2 * * *" : "*/10 * * * *",
            null),
        false,
        Governance.NONE,
        PersistentMap.empty(),
        Documentation.NONE);
  }

  private static PlatformDeclaration platform() {
    return new PlatformDeclaration(
        "Live",
        "postgres",
        History.LIVE_ONLY,
        "Zone/Team/warehouse",
        null,
        new TreeMap<>(),
        new TreeMap<>(),
        RolloutPolicy.MERGE,
        new JobPolicy(JobPolicy.Per.SCHEDULE, NODES_OF_A_JOB),
        null,
        List.of(),
        new TreeSet<>(),
        Documentation.NONE);
  }
}
