package io.trueup.listener.daemon.view;

import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.job.Job;
import io.trueup.model.job.JobKey;
import io.trueup.model.job.JobTrigger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of a platform.
 *
 * @param job its key, which stays the same as long as the job does
 * @param priority critical, high, medium or low
 * @param nodes that it begins, each after its inputs
 * @param nodesTag changes when the nodes do; a begin that sends it is told so
 * @param after the jobs of the same trigger that must have run before
 * @param reads the jobs of other triggers whose results it reads
 * @param readsOfOtherPlatforms the nodes of other platforms whose results it reads
 */
public record JobView(
    String job,
    Trigger trigger,
    String priority,
    List<String> nodes,
    String nodesTag,
    List<String> after,
    List<String> reads,
    List<String> readsOfOtherPlatforms) {

  public JobView {
    nodes = List.copyOf(nodes);
    after = List.copyOf(after);
    reads = List.copyOf(reads);
    readsOfOtherPlatforms = List.copyOf(readsOfOtherPlatforms);
  }

  /**
   * What starts a job.
   *
   * @param kind {@code cron}, {@code external}, {@code inputs} or {@code retire}
   * @param schedule jobs of one schedule have the same; letters, digits, '_', '-' and '.'
   * @param cron an expression of five fields; null for all other kinds
   * @param name of what is started by something external or by its inputs; null for all other kinds
   */
  public record Trigger(
      String kind, String schedule, @Nullable String cron, @Nullable String name) {

    static Trigger of(JobTrigger trigger) {
      var word = trigger.word();
      return switch (trigger) {
        case JobTrigger.Schedule(var cron) -> new Trigger("cron", word, cron, null);
        case JobTrigger.External(var name) -> new Trigger("external", word, null, name);
        case JobTrigger.Inputs(var name) -> new Trigger("inputs", word, null, name);
        case JobTrigger.Retirement() -> new Trigger("retire", word, null, null);
      };
    }
  }

  /**
   * A page of jobs.
   *
   * @param next the value of {@code after} for the next page; null on the last page
   */
  public record Page(String platform, List<JobView> jobs, @Nullable String next) {

    public Page {
      jobs = List.copyOf(jobs);
    }
  }

  /** The digest of a job's nodes. */
  public static String nodesTag(List<NodeKey> nodes) {
    return FingerprintBuilder.of("job nodes")
        .add(nodes.stream().map(NodeKey::value).toList())
        .fingerprint()
        .toString();
  }

  /** The view of a job. */
  public static JobView of(Job job) {
    return new JobView(
        job.key().value(),
        Trigger.of(job.trigger()),
        job.priority().text(),
        job.nodes().stream().map(NodeKey::value).toList(),
        nodesTag(job.nodes()),
        job.after().stream().map(JobKey::value).toList(),
        job.reads().stream().map(JobKey::value).toList(),
        job.foreign().stream().map(NodeKey::value).toList());
  }
}
