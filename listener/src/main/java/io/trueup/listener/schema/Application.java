package io.trueup.listener.schema;

import io.trueup.listener.schema.ApplyEvent.Outcome;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.Order;
import io.trueup.platforms.relational.SchemaOperations.SchemaAnswer;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateStoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plan that is about to be carried out: the platform is held for it. {@link #run} must be called,
 * once, and lets go of it.
 */
public final class Application {

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** How many nodes at once: what happens is told after each time. */
  private static final int BATCH = 50;

  private final Subject subject;
  private final SchemaReport report;
  private final List<NodeKey> nodes;
  private final Order order;
  private final StepContext context;
  private final Hold hold;
  private final Consumer<Application> record;
  private final Runnable done;
  private final List<ApplyEvent> events = new ArrayList<>();
  private ApplyEvent end = ApplyEvent.end(Outcome.FAILED, "It was not begun");

  /**
   * What is to be done.
   *
   * @param nodes those that need anything, in their order
   */
  record Task(
      Subject subject,
      SchemaReport report,
      List<NodeKey> nodes,
      Order order,
      StepContext context) {}

  /**
   * Ready to run.
   *
   * @param record told once it ended, while the platform is held still
   * @param done told when the platform is free again
   */
  Application(Task task, Hold hold, Consumer<Application> record, Runnable done) {
    this.subject = task.subject();
    this.report = task.report();
    this.nodes = task.nodes();
    this.order = task.order();
    this.context = task.context();
    this.hold = hold;
    this.record = record;
    this.done = done;
  }

  /** Carries it out and lets go of the platform; never throws for what goes wrong in the world. */
  public void run(Consumer<ApplyEvent> progress) {
    try {
      end = ended(progress);
      end = recorded();
    } finally {
      hold.close();
    }
    done.run();
    progress.accept(end);
  }

  private ApplyEvent ended(Consumer<ApplyEvent> progress) {
    try {
      return carryOut(progress);
    } catch (LostLeaseException e) {
      return ApplyEvent.end(
          Outcome.STALE,
          "Another took the platform over, so that nothing more was changed: %s. The statements that ran are in the journal"
              .formatted(e.getMessage()));
    } catch (StateStoreException e) {
      return ApplyEvent.end(
          Outcome.FAILED,
          "The state database does not answer, so that nothing more was changed. The statements"
              + " that ran are in the journal");
    } catch (RuntimeException e) {
      LOG.error("Applying the schema of platform '{}' failed on a bug", context.platform(), e);
      return ApplyEvent.end(
          Outcome.FAILED,
          "Trueup itself failed; its log says more. The statements that ran are in the journal");
    }
  }

  private ApplyEvent recorded() {
    try {
      record.accept(this);
      return end;
    } catch (StateStoreException e) {
      LOG.warn("What was applied to platform '{}' is not audited", context.platform(), e);
      return ApplyEvent.end(
          Outcome.FAILED,
          "%s. The state database did not take the audit entry".formatted(end.message()));
    }
  }

  private ApplyEvent carryOut(Consumer<ApplyEvent> progress) {
    for (var start = 0; start < nodes.size(); start += BATCH) {
      var batch = free(nodes.subList(start, Math.min(nodes.size(), start + BATCH)), progress);
      if (batch.isEmpty()) {
        continue;
      }
      var answer = subject.operations().apply(context, subject.graph(), batch, order(batch));
      switch (answer) {
        case SchemaAnswer.Applied(var outcomes) -> tell(batch, outcomes, progress);
        case SchemaAnswer.Stale(var now) -> {
          return ApplyEvent.end(
              Outcome.STALE,
              "The tables changed since the plan was made; by now it is '%s'. Look at the plan again"
                  .formatted(now.whole().digest()));
        }
        case SchemaAnswer.Unavailable(var message) -> {
          return ApplyEvent.end(Outcome.FAILED, message);
        }
        case SchemaAnswer.Planned _, SchemaAnswer.Kept _, SchemaAnswer.Purged _ ->
            throw new IllegalStateException("Applying answers " + answer);
      }
    }
    return ApplyEvent.end(worst(), summary());
  }

  /** Those of the nodes on which no job runs, and none begins from now on. */
  private List<NodeKey> free(List<NodeKey> batch, Consumer<ApplyEvent> progress) {
    var busy = hold.nodes(batch);
    busy.forEach((node, why) ->
        tell(ApplyEvent.node(node.value(), Outcome.STALE, List.of(), why), progress));
    return batch.stream().filter(it -> !busy.containsKey(it)).toList();
  }

  private void tell(ApplyEvent event, Consumer<ApplyEvent> progress) {
    events.add(event);
    progress.accept(event);
  }

  /**
   * Where all of it is done at once, it is done just as it was shown. Else what comes later builds
   * on what came before, so that its plan may be another by then.
   */
  private Order order(List<NodeKey> batch) {
    var digest = batch.size() == nodes.size() ? report.whole().digest() : null;
    return new Order(digest, order.allowed(), order.adopted(), order.word());
  }

  private void tell(
      List<NodeKey> batch, Map<NodeKey, StepOutcome> outcomes, Consumer<ApplyEvent> progress) {
    for (var node : batch) {
      var outcome = outcomes.get(node);
      if (outcome == null) {
        throw new IllegalStateException("Node '%s' was not answered for".formatted(node));
      }
      var event =
          switch (outcome) {
            case StepOutcome.Done(var statements) ->
                ApplyEvent.node(node.value(), Outcome.DONE, statements, null);
            case StepOutcome.Failed(var message) ->
                ApplyEvent.node(node.value(), Outcome.FAILED, List.of(), message);
            case StepOutcome.Refused(var message) ->
                ApplyEvent.node(node.value(), Outcome.REFUSED, List.of(), message);
            case StepOutcome.Started _ ->
                throw new IllegalStateException(
                    "Schema changes of node '%s' end when they return".formatted(node));
          };
      tell(event, progress);
    }
  }

  private Outcome worst() {
    return events.stream()
        .map(ApplyEvent::outcome)
        .max(Comparator.naturalOrder())
        .orElse(Outcome.DONE);
  }

  private String summary() {
    var statements = events.stream().mapToInt(it -> it.statements().size()).sum();
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
    return events.stream().filter(it -> it.outcome() == outcome).count();
  }

  Subject subject() {
    return subject;
  }

  /** What happened, node by node. */
  List<ApplyEvent> events() {
    return List.copyOf(events);
  }

  /** How all of it ended. */
  ApplyEvent end() {
    return end;
  }

  String digest() {
    return report.whole().digest();
  }

  Order order() {
    return order;
  }
}
