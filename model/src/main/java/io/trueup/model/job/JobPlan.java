package io.trueup.model.job;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.fingerprint.FingerprintSum;
import io.trueup.model.graph.NodeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a platform, in the order of their keys. A job comes after others without a ring.
 * Immutable; a million jobs take some hundred bytes each, and no node of the graph is held.
 */
public final class JobPlan {

  /** No jobs. */
  public static final JobPlan NONE =
      new JobPlan(
          new String[0],
          new JobTrigger[0],
          new Priority[0],
          new NodeKey[0][],
          new int[0][],
          new TreeMap<>());

  private final String[] keys;
  private final JobTrigger[] triggers;
  private final Priority[] priorities;
  private final NodeKey[][] nodes;
  private final int[][] before;
  private final SortedMap<Integer, List<NodeKey>> foreign;
  private volatile @Nullable Fingerprint fingerprint;

  /**
   * A plan that takes these as its own.
   *
   * @param keys sorted
   * @param before the numbers of the jobs that each comes after; sorted
   * @param foreign by the job's number
   */
  JobPlan(
      String[] keys,
      JobTrigger[] triggers,
      Priority[] priorities,
      NodeKey[][] nodes,
      int[][] before,
      SortedMap<Integer, List<NodeKey>> foreign) {
    this.keys = keys;
    this.triggers = triggers;
    this.priorities = priorities;
    this.nodes = nodes;
    this.before = before;
    this.foreign = foreign;
  }

  /** How many jobs there are. */
  public int size() {
    return keys.length;
  }

  /** The job with a number, from 0. */
  public Job job(int number) {
    var after = new ArrayList<JobKey>();
    var reads = new ArrayList<JobKey>();
    for (var other : before[number]) {
      var isSame = triggers[other].equals(triggers[number]);
      (isSame ? after : reads).add(new JobKey(keys[other]));
    }
    return new Job(
        new JobKey(keys[number]),
        triggers[number],
        priorities[number],
        Arrays.asList(nodes[number]),
        after,
        reads,
        foreign.getOrDefault(number, List.of()));
  }

  /** The job with a key. */
  public Optional<Job> find(JobKey key) {
    var number = Arrays.binarySearch(keys, key.value());
    return number < 0 ? Optional.empty() : Optional.of(job(number));
  }

  /** All jobs, in the order of their keys. */
  public Stream<Job> jobs() {
    return IntStream.range(0, size()).mapToObj(this::job);
  }

  /** The jobs whose keys are after another one, in the order of their keys. */
  public Stream<Job> jobsAfter(JobKey key) {
    var number = Arrays.binarySearch(keys, key.value());
    return IntStream.range(number < 0 ? -number - 1 : number + 1, size()).mapToObj(this::job);
  }

  /** By each node with a job of its own, that job. */
  public Map<NodeKey, JobKey> jobOfNodes() {
    var found = new TreeMap<NodeKey, JobKey>();
    for (var number = 0; number < keys.length; number++) {
      var key = new JobKey(keys[number]);
      for (var node : nodes[number]) {
        found.put(node, key);
      }
    }
    return found;
  }

  /** The digest of everything that is said of the jobs. */
  public Fingerprint fingerprint() {
    var known = fingerprint;
    if (known == null) {
      known = computed();
      fingerprint = known;
    }
    return known;
  }

  private Fingerprint computed() {
    var sum = FingerprintSum.NONE;
    for (var number = 0; number < keys.length; number++) {
      var job = job(number);
      var canonical =
          FingerprintBuilder.of("job")
              .add(job.trigger().word())
              .add(job.priority().name())
              .add(texts(job.nodes()))
              .add(texts(job.after()))
              .add(texts(job.reads()))
              .add(texts(job.foreign()));
      sum = sum.plus(keys[number], canonical.fingerprint());
    }
    return sum.fingerprint();
  }

  private static List<String> texts(List<?> keys) {
    return keys.stream().map(Object::toString).toList();
  }
}
