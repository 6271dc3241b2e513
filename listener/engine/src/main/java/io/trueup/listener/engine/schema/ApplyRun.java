package io.trueup.listener.engine.schema;

import io.trueup.listener.engine.rollout.OperatorLease;
import io.trueup.listener.engine.schema.ApplyEvent.NodeEnded;
import io.trueup.listener.engine.schema.ApplyEvent.Outcome;
import io.trueup.listener.engine.schema.ApplyEvent.RunEnded;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.Unavailable;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.Actor;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateStoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plan that is ready to be applied: its platform is held until {@link #run} has ended, which must
 * be called once.
 */
public final class ApplyRun {

  private static final Logger LOG = LoggerFactory.getLogger(ApplyRun.class);

  /** How many nodes are applied together; their events come after each batch. */
  private static final int BATCH = 50;

  private final Task task;
  private final OperatorLease lease;
  private final SchemaAudit audit;
  private final List<NodeKey> nodes;
  private final List<NodeEnded> ended = new ArrayList<>();

  /**
   * A plan to apply, and by whose order.
   *
   * @param reason null when the operator gave none
   */
  record Task(
      PlatformVersion version,
      PlatformPlan plan,
      ApplyOptions order,
      StepContext context,
      Actor actor,
      @Nullable String reason) {

    PlatformId platform() {
      return version.platform().id();
    }
  }

  /** How a task ended, node by node and as a whole; for the audit. */
  record Report(Task task, List<NodeEnded> nodes, RunEnded end) {
    Report {
      nodes = List.copyOf(nodes);
    }
  }

  ApplyRun(Task task, OperatorLease lease, SchemaAudit audit) {
    this.task = task;
    this.lease = lease;
    this.audit = audit;
    this.nodes = task.plan().changing();
  }

  /**
   * Applies the plan and releases the platform. Throws nothing for what goes wrong in the world.
   *
   * @param events gets each event when it occurs
   */
  public void run(Consumer<ApplyEvent> events) {
    RunEnded end;
    try {
      end = recorded(applied(events));
    } finally {
      lease.close();
    }
    audit.resumeRollout(task.platform(), task.actor());
    events.accept(end);
  }

  private RunEnded applied(Consumer<ApplyEvent> events) {
    try {
      return applyAll(events);
    } catch (LostLeaseException e) {
      return new RunEnded(
          Outcome.STALE,
          "Another process took over the platform, so nothing more was changed: %s. The journal has the statements that ran"
              .formatted(e.getMessage()));
    } catch (StateStoreException e) {
      return new RunEnded(
          Outcome.FAILED,
          "The state database does not answer, so nothing more was changed. The journal has the"
              + " statements that ran");
    } catch (RuntimeException e) {
      LOG.error("Applying the schema of platform '{}' failed on a bug", task.platform(), e);
      return new RunEnded(
          Outcome.FAILED,
          "Trueup itself failed; its log says more. The journal has the statements that ran");
    }
  }

  private RunEnded recorded(RunEnded end) {
    try {
      audit.applied(new Report(task, ended, end));
      return end;
    } catch (StateStoreException e) {
      LOG.warn("Cannot audit what was applied to platform '{}'", task.platform(), e);
      return new RunEnded(
          Outcome.FAILED,
          "%s. The state database did not accept the audit entry".formatted(end.message()));
    }
  }

  private RunEnded applyAll(Consumer<ApplyEvent> events) {
    for (var start = 0; start < nodes.size(); start += BATCH) {
      var batch = free(nodes.subList(start, Math.min(nodes.size(), start + BATCH)), events);
      var end = batch.isEmpty() ? Optional.<RunEnded>empty() : apply(batch, events);
      if (end.isPresent()) {
        return end.get();
      }
    }
    return new RunEnded(worst(), summary());
  }

  /** Returns how the run ends, if it cannot go on after this batch. */
  private Optional<RunEnded> apply(List<NodeKey> batch, Consumer<ApplyEvent> events) {
    var version = task.version();
    return switch (version
        .operations()
        .apply(task.context(), version.graph(), batch, order(batch))) {
      case ApplyAnswer.Applied(var outcomes) -> {
        emit(batch, outcomes, events);
        yield Optional.empty();
      }
      case ApplyAnswer.Stale(var now) ->
          Optional.of(
              new RunEnded(
                  Outcome.STALE,
                  "The tables changed since the plan was made; the plan is now '%s'. Review it again"
                      .formatted(now.combined().digest())));
      case Unavailable(var message) -> Optional.of(new RunEnded(Outcome.FAILED, message));
    };
  }

  /** The nodes without a running job; until the next batch, none begins on them. */
  private List<NodeKey> free(List<NodeKey> batch, Consumer<ApplyEvent> events) {
    var busy = lease.hold(batch);
    busy.forEach((node, why) -> emit(new NodeEnded(node, Outcome.STALE, List.of(), why), events));
    return batch.stream().filter(it -> !busy.containsKey(it)).toList();
  }

  private void emit(NodeEnded event, Consumer<ApplyEvent> events) {
    ended.add(event);
    events.accept(event);
  }

  /**
   * The order for a batch. One batch with all nodes applies exactly the plan that was shown. Of
   * several, the later build on the earlier, so that their plans may have changed.
   */
  private ApplyOptions order(List<NodeKey> batch) {
    var order = task.order();
    var digest = batch.size() == nodes.size() ? task.plan().digest() : null;
    return new ApplyOptions(digest, order.allowed(), order.adopted(), order.approval());
  }

  private void emit(
      List<NodeKey> batch, Map<NodeKey, StepOutcome> outcomes, Consumer<ApplyEvent> events) {
    for (var node : batch) {
      var outcome = outcomes.get(node);
      if (outcome == null) {
        throw new IllegalStateException("Node '%s' has no outcome".formatted(node));
      }
      emit(
          switch (outcome) {
            case StepOutcome.Done(var statements) ->
                new NodeEnded(node, Outcome.DONE, statements, null);
            case StepOutcome.Failed(var message) ->
                new NodeEnded(node, Outcome.FAILED, List.of(), message);
            case StepOutcome.Refused(var message) ->
                new NodeEnded(node, Outcome.REFUSED, List.of(), message);
            case StepOutcome.Started _ ->
                throw new IllegalStateException(
                    "Schema changes of node '%s' end when they return".formatted(node));
          },
          events);
    }
  }

  private Outcome worst() {
    return ended.stream()
        .map(NodeEnded::outcome)
        .max(Comparator.naturalOrder())
        .orElse(Outcome.DONE);
  }

  private String summary() {
    var statements = ended.stream().mapToInt(it -> it.statements().size()).sum();
    var failed = count(Outcome.FAILED);
    var refused = count(Outcome.REFUSED);
    var busy = count(Outcome.STALE);
    return "%,d of %,d nodes are done, with %,d statement%s%s%s%s"
        .formatted(
            count(Outcome.DONE),
            nodes.size(),
            statements,
            statements == 1 ? "" : "s",
            failed == 0 ? "" : "; %,d failed".formatted(failed),
            refused == 0 ? "" : "; %,d refused".formatted(refused),
            busy == 0 ? "" : "; a job runs on %,d".formatted(busy));
  }

  private long count(Outcome outcome) {
    return ended.stream().filter(it -> it.outcome() == outcome).count();
  }
}
