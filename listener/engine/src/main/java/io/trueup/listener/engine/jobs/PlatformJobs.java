package io.trueup.listener.engine.jobs;

import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.job.Job;
import io.trueup.model.job.JobKey;
import io.trueup.model.job.JobPlan;
import io.trueup.model.job.JobPlanner;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs of platforms, planned once for each target. Safe for any thread; blocks.
 *
 * <p>A job runs on its platform's target: at its begin a new node is made or waited for, a changed
 * one is reconciled. So the jobs are those of the target, and not of what is realized.
 */
public final class PlatformJobs {

  private final StateStore store;
  private final ModelVersions versions;
  private final PlatformRuntimes runtimes;
  private final Map<PlatformId, Planned> planned = new ConcurrentHashMap<>();

  public PlatformJobs(StateStore store, ModelVersions versions, PlatformRuntimes runtimes) {
    this.store = store;
    this.versions = versions;
    this.runtimes = runtimes;
  }

  /** The newest plan of a platform, as long as memory lasts. */
  private static final class Planned {

    private long version;
    private @Nullable SoftReference<JobPlan> plan;
  }

  /**
   * The jobs that a platform has now.
   *
   * @throws io.trueup.listener.engine.snapshot.MissingVersionException when this process cannot
   *     read the platform's target
   */
  public JobList of(PlatformState platform) {
    var version = platform.target().version();
    // A target that moves meanwhile may show a node twice; it loses none.
    var retiring = store.rollouts().retiringNodes(platform.id());
    return new JobList(version, version == 0 ? JobPlan.NONE : plan(platform, version), retiring);
  }

  /**
   * One of the jobs that a platform has now.
   *
   * @throws io.trueup.listener.engine.snapshot.MissingVersionException when this process cannot
   *     read the platform's target
   */
  public Optional<Job> find(PlatformState platform, JobKey key) {
    if (JobList.isRetirement(key)) {
      return of(platform).find(key);
    }
    var version = platform.target().version();
    return version == 0 ? Optional.empty() : plan(platform, version).find(key);
  }

  private JobPlan plan(PlatformState platform, long version) {
    var known = planned.computeIfAbsent(platform.id(), _ -> new Planned());
    synchronized (known) {
      var plan = known.version == version && known.plan != null ? known.plan.get() : null;
      if (plan == null) {
        plan = planned(platform, version);
        known.version = version;
        known.plan = new SoftReference<>(plan);
      }
      return plan;
    }
  }

  /** A version that no longer declares the platform has no jobs of it. */
  private JobPlan planned(PlatformState platform, long version) {
    var type = runtimes.platform(platform.type());
    PlatformGraph graph =
        versions.open(platform.id().source(), version).model().graphs().find(platform.id().name());
    return graph == null ? JobPlan.NONE : JobPlanner.plan(graph, type::hasJob);
  }
}
