package io.trueup.model.job;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.List;

/**
 * What a scheduler starts at once: one or more nodes of a platform, all with the same trigger.
 *
 * @param priority that of the most urgent node
 * @param nodes each after its inputs; never empty
 * @param after the jobs of the same schedule that must have run before this one does; sorted
 * @param reads the jobs of other schedules whose results it reads; sorted. Only a job whose trigger
 *     is its {@linkplain JobTrigger.Inputs inputs} waits for them
 * @param foreign the nodes of other platforms whose results it reads; sorted
 */
public record Job(
    JobKey key,
    JobTrigger trigger,
    Priority priority,
    List<NodeKey> nodes,
    List<JobKey> after,
    List<JobKey> reads,
    List<NodeKey> foreign) {

  public Job {
    nodes = List.copyOf(nodes);
    after = List.copyOf(after);
    reads = List.copyOf(reads);
    foreign = List.copyOf(foreign);
  }
}
