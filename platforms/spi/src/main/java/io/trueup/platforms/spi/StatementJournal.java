package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records each statement before and after it runs in a container. Safe for any thread.
 *
 * <pre>
 * a batch is    landed    failed    failed, uncertain   resolved
 * OPEN          LANDED    FAILED    UNCERTAIN           RESOLVED
 * UNCERTAIN     LANDED    FAILED    -                   RESOLVED
 * RESOLVED      LANDED    FAILED    -                   -
 * LANDED        -         -         -                   -
 * FAILED        -         -         -                   -
 * </pre>
 *
 * The process that ran a batch overrules a later check of the catalog. A call that changes nothing
 * is no error, so that each call may be repeated. Each call is one transaction, committed before it
 * returns. When the journal cannot be reached it throws an unchecked exception, which executors let
 * pass.
 */
public interface StatementJournal {

  /**
   * A statement.
   *
   * @param node the node that needs it; null when many nodes share it
   * @param sql without secrets
   * @param safety what it costs a running system, such as {@code SHORT_LOCK}
   * @param lock the strongest lock that it takes; empty for none
   * @param reason why it runs, one sentence
   */
  record Line(@Nullable NodeKey node, String sql, String safety, String lock, String reason) {}

  /**
   * An operator's approval of statements that destroy or rewrite, which goes into the audit.
   *
   * @param from the address that it came from; empty when unknown
   */
  record OperatorApproval(String by, String from, String reason) {

    /** An approval from an unknown address. */
    public OperatorApproval(String by, String reason) {
      this(by, "", reason);
    }
  }

  /**
   * Statements that run together.
   *
   * @param container as for the {@link NameRegistry}
   * @param platform as {@code source/Name}
   * @param origin what asked for them, such as {@code rollout 12}
   * @param isTransactional whether all of them land or none
   * @param lines in their order; never empty
   * @param approval null when no approval was needed
   */
  record Batch(
      String container,
      String platform,
      String origin,
      boolean isTransactional,
      List<Line> lines,
      @Nullable OperatorApproval approval) {

    public Batch {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot record a batch for %s without statements".formatted(container));
      }
    }
  }

  /** A batch whose outcome is unknown. */
  record OpenBatch(long id, Batch batch, Instant beganAt) {}

  /** Records that a batch is about to run; returns its id. */
  long begin(Batch batch);

  /** Records that all of it landed. */
  void landed(long id);

  /**
   * Records that it failed.
   *
   * @param error for operators, without secrets
   * @param isUncertain whether some or all of it may have landed: the connection was lost, or it
   *     was not transactional
   */
  void failed(long id, String error, boolean isUncertain);

  /**
   * Records how it ended, as a later check of the catalog found.
   *
   * @param how one sentence
   */
  void resolved(long id, String how);

  /** Records that several batches are about to run; returns their ids in the same order. */
  default List<Long> beginAll(List<Batch> batches) {
    return batches.stream().map(this::begin).toList();
  }

  /** Records that all of several batches landed. */
  default void landedAll(List<Long> ids) {
    ids.forEach(this::landed);
  }

  /** Records that several batches failed together, as {@link #failed} does for one. */
  default void failedAll(List<Long> ids, String error, boolean isUncertain) {
    ids.forEach(id -> failed(id, error, isUncertain));
  }

  /** The batches of a platform that are open or uncertain, the oldest first. */
  List<OpenBatch> open(String container, String platform);
}
