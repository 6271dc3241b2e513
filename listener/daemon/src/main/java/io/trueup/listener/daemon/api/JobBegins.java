package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.JobView;
import io.trueup.listener.engine.jobs.PlatformJobs;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.job.Job;
import io.trueup.model.job.JobKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the nodes of a job that begins by its key. Safe for any thread; blocks. */
final class JobBegins {

  private final PlatformJobs jobs;
  private final PlatformNames names;

  JobBegins(PlatformJobs jobs, PlatformNames names) {
    this.jobs = jobs;
    this.names = names;
  }

  /**
   * The nodes of a job at one moment.
   *
   * @param version the target that they follow from
   * @param tag changes when the nodes do
   */
  record JobNodes(PlatformId platform, JobKey job, long version, List<NodeKey> nodes, String tag) {

    JobNodes {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * The nodes of a job of a platform's target.
   *
   * @param platform {@code source/name}, or the name alone where only one source has it
   * @throws ApiException when there is no such platform or job
   */
  JobNodes find(@Nullable String platform, @Nullable String key) {
    var id = names.id(ApiRequest.requireText("platform", platform));
    var job = new JobKey(ApiRequest.requireText("job", key));
    var state = names.find(id.toString());
    return jobs.find(state, job)
        .map(it -> nodes(state, it))
        .orElseThrow(() ->
            ApiException.of(
                ApiException.Status.NOT_FOUND,
                "unknown-job",
                "Platform '%s' has no job '%s'. It may have left the model, or be grouped otherwise now:"
                        .formatted(id, job)
                    + " list the jobs again with GET /api/v1/platforms/%s/jobs. To begin nodes under a name"
                        .formatted(id)
                    + " of your own, name them with 'node' or 'nodes'"));
  }

  private static JobNodes nodes(PlatformState platform, Job job) {
    return new JobNodes(
        platform.id(),
        job.key(),
        platform.target().version(),
        job.nodes(),
        JobView.nodesTag(job.nodes()));
  }

  /** Whether the job still has the same nodes, although its platform's target may have moved. */
  boolean isSame(JobNodes before) {
    var now = names.find(before.platform().toString());
    if (now.target().version() == before.version()) {
      return true;
    }
    try {
      return jobs.find(now, before.job())
          .map(it -> it.nodes().equals(before.nodes()))
          .orElse(false);
    } catch (MissingVersionException _) {
      return true; // the next begin goes by the version that cannot be read yet
    }
  }
}
