package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.TransactionPlan.NodeStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.TableLock;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StatementJournal.Batch;
import io.trueup.platforms.spi.StatementJournal.Line;
import io.trueup.platforms.spi.StatementJournal.OpenBatch;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the statements of one run in the journal, before and after they run. */
final class BatchRecord {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRecord.class);

  private final StatementJournal journal;
  private final String container;
  private final StepContext context;
  private final @Nullable OperatorApproval approval;
  private final Map<NodeKey, TaskGroup> requests;

  /**
   * A record.
   *
   * @param approval of the statements that destroy or rewrite; null when there is none
   */
  BatchRecord(
      StatementJournal journal,
      String container,
      StepContext context,
      @Nullable OperatorApproval approval) {
    this(journal, container, context, approval, Map.of());
  }

  private BatchRecord(
      StatementJournal journal,
      String container,
      StepContext context,
      @Nullable OperatorApproval approval,
      Map<NodeKey, TaskGroup> requests) {
    this.journal = journal;
    this.container = container;
    this.context = context;
    this.approval = approval;
    this.requests = requests;
  }

  /**
   * A record of what several requests share: each has batches of its own, so that it is found again
   * without the others.
   *
   * @param requests by each node, what asked for it
   */
  static BatchRecord shared(
      StatementJournal journal,
      String container,
      String platform,
      Map<NodeKey, TaskGroup> requests) {
    var context = new StepContext(platform, "jobs", () -> {});
    return new BatchRecord(journal, container, context, null, Map.copyOf(requests));
  }

  /** Records the batches of a transaction; returns their ids. */
  List<Long> begin(TransactionPlan plan) {
    var batches = new LinkedHashMap<String, List<NodeStatement>>();
    for (var statement : plan.byNode()) {
      var request = requests.get(statement.node());
      batches
          .computeIfAbsent(request == null ? "" : request.id(), _ -> new ArrayList<>())
          .add(statement);
    }
    return journal.beginAll(batches.values().stream().map(it -> batch(plan, it)).toList());
  }

  private Batch batch(TransactionPlan plan, List<NodeStatement> statements) {
    var request = requests.get(statements.getFirst().node());
    return new Batch(
        container,
        context.platform(),
        request == null ? context.origin() : request.origin(),
        plan.mode() != Mode.OUTSIDE,
        statements.stream().map(BatchRecord::line).toList(),
        statements.stream().anyMatch(it -> it.statement().safety().needsApproval())
            ? approval
            : null);
  }

  private static Line line(NodeStatement planned) {
    var statement = planned.statement();
    return new Line(
        planned.node(),
        statement.sql(),
        statement.safety().name(),
        statement.lock() == TableLock.NONE ? "" : statement.lock().name(),
        statement.reason());
  }

  void landed(List<Long> ids) {
    journal.landedAll(ids);
  }

  void failed(List<Long> ids, String error, boolean isUncertain) {
    journal.failedAll(ids, error, isUncertain);
  }

  /** Whether a batch that was left open is of some nodes alone. */
  boolean hasOpen(Set<NodeKey> nodes) {
    return journal.open(container, context.platform()).stream().anyMatch(it -> isOf(it, nodes));
  }

  /**
   * Resolves, from what the catalog shows now, each batch that a crash left open. Skips batches
   * with other nodes: another run resolves those, or is running them now.
   *
   * @param nodes those whose relations were read
   * @param planned the statements that are still planned for them
   */
  void resolve(Set<NodeKey> nodes, Set<String> planned) {
    for (var batch : journal.open(container, context.platform())) {
      if (!isOf(batch, nodes)) {
        continue;
      }
      var how = how(batch, planned);
      journal.resolved(batch.id(), how);
      LOG.info(
          "Resolved batch {} of {} for {} in {}, whose end was unknown: {}",
          batch.id(),
          batch.batch().origin(),
          context.platform(),
          container,
          how);
    }
  }

  private static boolean isOf(OpenBatch batch, Set<NodeKey> nodes) {
    return batch.batch().lines().stream()
        .allMatch(it -> it.node() == null || nodes.contains(it.node()));
  }

  private static String how(OpenBatch batch, Set<String> planned) {
    var lines = batch.batch().lines();
    var missing = lines.stream().filter(it -> planned.contains(it.sql())).count();
    if (missing == 0) {
      return "Landed as far as still needed: the catalog shows that none of its %d statements is left to run"
          .formatted(lines.size());
    }
    return "%d of its %d statements did not land: the catalog shows that they are left to run"
        .formatted(missing, lines.size());
  }
}
