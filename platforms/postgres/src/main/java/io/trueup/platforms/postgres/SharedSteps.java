package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.postgres.PlatformDatabase.NodeTasks;
import io.trueup.platforms.postgres.database.GroupResult;
import io.trueup.platforms.postgres.database.TaskGroup;
import io.trueup.platforms.spi.SharedOutcome;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.spi.StepRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The requests of one platform that are carried out together, and those of them that can be. */
final class SharedSteps {

  private final List<StepRequest> requests;
  private final List<StepRequest> able = new ArrayList<>();
  private final List<NodeKey> nodes = new ArrayList<>();
  private final List<NodeKey> gone = new ArrayList<>();

  SharedSteps(PlatformGraph target, List<StepRequest> requests) {
    this.requests = List.copyOf(requests);
    var taken = new HashSet<NodeKey>();
    for (var request : requests) {
      var steps = request.steps();
      var isAble =
          target.container() != null
              && steps.stream().allMatch(it -> PostgresExecutor.refusal(target, it).isEmpty())
              && steps.stream().noneMatch(it -> taken.contains(it.node()));
      if (isAble) {
        able.add(request);
        for (var step : steps) {
          taken.add(step.node());
          (step.action() == StepAction.RETIRE ? gone : nodes).add(step.node());
        }
      }
    }
  }

  List<NodeKey> nodes() {
    return nodes;
  }

  List<NodeKey> gone() {
    return gone;
  }

  /** The tasks of each request, except those with a node that cannot have its names. */
  List<TaskGroup> groups(NodeTasks work) {
    var tasks = new HashMap<NodeKey, NodeTask>();
    work.tasks().forEach(it -> tasks.put(it.node(), it));
    var groups = new ArrayList<TaskGroup>();
    for (var request : able) {
      if (request.steps().stream().noneMatch(it -> work.failures().containsKey(it.node()))) {
        groups.add(
            new TaskGroup(
                request.id(),
                request.origin(),
                request.steps().stream()
                    .map(it -> tasks.get(it.node()))
                    .filter(Objects::nonNull)
                    .toList()));
      }
    }
    return groups;
  }

  /** The outcomes of the nodes of those requests that ended. */
  static Map<NodeKey, StepOutcome> outcomes(List<GroupResult> results) {
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    for (var result : results) {
      if (result instanceof GroupResult.Ended(var ended)) {
        outcomes.putAll(ended);
      }
    }
    return outcomes;
  }

  /** One outcome for each request. */
  List<SharedOutcome> outcomes(List<TaskGroup> groups, List<GroupResult> results) {
    var byId = new HashMap<String, GroupResult>();
    for (var i = 0; i < groups.size(); i++) {
      byId.put(groups.get(i).id(), results.get(i));
    }
    return requests.stream().map(it -> outcome(it, byId.get(it.id()))).toList();
  }

  private static SharedOutcome outcome(
      StepRequest request, @org.jspecify.annotations.Nullable GroupResult result) {
    return switch (result) {
      case null -> SharedOutcome.NOTHING;
      case GroupResult.Left(var statements) -> new SharedOutcome.Left(statements);
      case GroupResult.Ended(var outcomes) -> {
        var nothing = new StepOutcome.Done(List.of());
        yield new SharedOutcome.Ended(
            request.steps().stream().map(it -> outcomes.getOrDefault(it.node(), nothing)).toList());
      }
    };
  }

  /** All that could be carried out failed for one reason. */
  List<SharedOutcome> failed(String message) {
    var failed = new StepOutcome.Failed(message);
    return requests.stream()
        .map(it ->
            able.contains(it)
                ? (SharedOutcome)
                    new SharedOutcome.Ended(
                        it.steps().stream().map(_ -> (StepOutcome) failed).toList())
                : SharedOutcome.NOTHING)
        .toList();
  }
}
