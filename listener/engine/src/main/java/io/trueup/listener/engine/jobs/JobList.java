package io.trueup.listener.engine.jobs;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.job.Job;
import io.trueup.model.job.JobKey;
import io.trueup.model.job.JobPlan;
import io.trueup.model.job.JobTrigger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The jobs of a platform: those of its target, and one for each node that left the model and whose
 * job was not told so yet.
 *
 * @param version the target's number; 0 when the platform has none yet
 * @param retiring sorted
 */
public record JobList(long version, JobPlan plan, List<NodeKey> retiring) {

  private static final String RETIRING = "retire.";

  public JobList {
    retiring = List.copyOf(retiring);
  }

  /** All jobs, in an order that stays the same while the jobs do. */
  public Stream<Job> jobs() {
    return Stream.concat(plan.jobs(), retiring.stream().map(JobList::retirement));
  }

  /** The jobs after another one in that order. */
  public Stream<Job> jobsAfter(JobKey key) {
    var left = retiring.stream().map(JobList::retirement);
    return isRetirement(key)
        ? left.filter(it -> it.key().compareTo(key) > 0)
        : Stream.concat(plan.jobsAfter(key), left);
  }

  /** The job with a key. */
  public Optional<Job> find(JobKey key) {
    return plan.find(key)
        .or(() ->
            retiring.stream()
                .map(JobList::retirement)
                .filter(it -> it.key().equals(key))
                .findFirst());
  }

  static boolean isRetirement(JobKey key) {
    return key.value().startsWith(RETIRING);
  }

  private static Job retirement(NodeKey node) {
    return new Job(
        new JobKey(RETIRING + node.value().replace('/', '.')),
        new JobTrigger.Retirement(),
        Priority.LOW,
        List.of(node),
        List.of(),
        List.of(),
        List.of());
  }

  /** The digest of everything that is said of the jobs; not of the version. */
  public Fingerprint fingerprint() {
    return FingerprintBuilder.of("job list")
        .add(plan.fingerprint())
        .add(retiring.stream().map(NodeKey::value).toList())
        .fingerprint();
  }
}
