package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.TogetherBenchmark.Answered;
import io.trueup.model.graph.NodeKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the answers to jobs that began at a flip with the model and with the runs. Pure. */
final class FlipCheck {

  private final Map<NodeKey, String> targets;
  private final long version;

  /**
   * A check.
   *
   * @param targets the fingerprints of the nodes that wait for their jobs
   * @param version that the platform's target flipped to
   */
  FlipCheck(Map<NodeKey, String> targets, long version) {
    this.targets = Map.copyOf(targets);
    this.version = version;
  }

  /**
   * What is wrong; nothing when every answer follows from the model, every run that a job was told
   * of is recorded and no other is live, and each node changed once, for the job that was told so.
   *
   * @param recorded the ids of all runs
   * @param live those of the platform's live runs
   */
  List<String> problems(List<Answered> answers, Set<String> recorded, Set<String> live) {
    var problems = new ArrayList<String>();
    var told = new HashSet<String>();
    var changes = new TreeMap<NodeKey, Integer>();
    for (var answer : answers) {
      if (!isTrue(answer)) {
        problems.add("A job of node %s got %s".formatted(answer.node(), answer));
      }
      if (!answer.run().isEmpty() && !told.add(answer.run())) {
        problems.add("Two jobs got run '%s'".formatted(answer.run()));
      }
      if (answer.statements() > 0) {
        changes.merge(answer.node(), 1, Integer::sum);
      }
    }
    for (var node : new TreeSet<>(targets.keySet())) {
      var times = changes.getOrDefault(node, 0);
      if (times != 1) {
        problems.add("Node %s was changed %d times".formatted(node, times));
      }
    }
    told.stream()
        .filter(it -> !recorded.contains(it))
        .forEach(it -> problems.add("Run '%s' is not recorded".formatted(it)));
    live.stream()
        .filter(it -> !told.contains(it))
        .forEach(it -> problems.add("No job was told of live run '%s'".formatted(it)));
    return problems;
  }

  private boolean isTrue(Answered answer) {
    return switch (answer.action()) {
      case "RUN" -> isOfTarget(answer) && answer.statements() == 0;
      case "RECONCILE" -> isOfTarget(answer) && answer.statements() > 0;
      case "WAIT" -> answer.run().isEmpty() && targets.containsKey(answer.node());
      default -> false;
    };
  }

  private boolean isOfTarget(Answered answer) {
    return !answer.run().isEmpty()
        && answer.version() == version
        && answer.fingerprint().equals(targets.get(answer.node()));
  }
}
