package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.DdlTransactions.Decision;
import io.trueup.platforms.database.DdlTransactions.Planned;
import io.trueup.platforms.schema.PlannedStatement.Mode;
import io.trueup.platforms.schema.TableLock;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StatementJournal.Batch;
import io.trueup.platforms.spi.StatementJournal.Line;
import io.trueup.platforms.spi.StatementJournal.OpenBatch;
import io.trueup.platforms.spi.StepContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what one run does to a database, before and after. */
final class BatchRecord {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRecord.class);

  private final StatementJournal journal;
  private final String container;
  private final StepContext context;
  private final @Nullable Allowance word;

  /**
   * A record.
   *
   * @param word for what destroys or rewrites
   */
  BatchRecord(
      StatementJournal journal, String container, StepContext context, @Nullable Allowance word) {
    this.journal = journal;
    this.container = container;
    this.context = context;
    this.word = word;
  }

  long begin(Decision decision) {
    return journal.begin(
        new Batch(
            container,
            context.platform(),
            context.origin(),
            decision.mode() != Mode.OUTSIDE,
            decision.planned().stream().map(BatchRecord::line).toList(),
            decision.statements().stream().anyMatch(it -> it.safety().needsWord()) ? word : null));
  }

  private static Line line(Planned planned) {
    var statement = planned.statement();
    return new Line(
        planned.node(),
        statement.sql(),
        statement.safety().name(),
        statement.lock() == TableLock.NONE ? "" : statement.lock().name(),
        statement.reason());
  }

  void landed(long id) {
    journal.landed(id);
  }

  void failed(long id, String error, boolean isUncertain) {
    journal.failed(id, error, isUncertain);
  }

  /**
   * Says of each batch that a crash left open what the catalog says now. What others than the nodes
   * that were looked at were in, somebody else looks at, or runs just now.
   *
   * @param nodes those that were looked at
   * @param planned the statements that are planned for them after the look
   */
  void resolve(Set<NodeKey> nodes, Set<String> planned) {
    for (var batch : journal.open(container, context.platform())) {
      if (!isOf(batch, nodes)) {
        continue;
      }
      var how = how(batch, planned);
      journal.resolved(batch.id(), how);
      LOG.info(
          "Nobody knew how batch {} of {} ended, for {} in {}: {}",
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
      return "It landed as far as it was still wanted: a look at the catalog plans none of its %d statements"
          .formatted(lines.size());
    }
    return "%d of its %d statements did not land: a look at the catalog plans them again"
        .formatted(missing, lines.size());
  }
}
