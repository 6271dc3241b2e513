package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers each statement before and after it runs in a container. Safe for any thread.
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
 * Whoever ran it knows better than who looked later. What changes nothing is no error, so that each
 * call may be repeated. Each call is one transaction, committed before it returns. When what is
 * remembered cannot be reached it throws an unchecked exception, which executors let pass.
 */
public interface StatementJournal {

  /**
   * A statement.
   *
   * @param node what it is for; null for what many nodes share
   * @param sql without secrets
   * @param safety what it does to a running system, such as {@code SHORT_LOCK}
   * @param lock the strongest lock that it takes; empty for none
   * @param reason why, one sentence
   */
  record Line(@Nullable NodeKey node, String sql, String safety, String lock, String reason) {}

  /**
   * An operator's word for what destroys or rewrites, which goes into the audit.
   *
   * @param from the address that it came from; empty when nobody knows
   */
  record Allowance(String by, String from, String reason) {

    /** The word of somebody of whom nobody knows where they are. */
    public Allowance(String by, String reason) {
      this(by, "", reason);
    }
  }

  /**
   * Statements that run together.
   *
   * @param container as for the {@link NameRegistry}
   * @param platform whom they are for, as {@code source/Name}
   * @param origin what asked for them, such as {@code rollout 12}
   * @param isTransactional whether all of them land or none
   * @param lines in their order; never empty
   * @param allowance null when none was needed
   */
  record Batch(
      String container,
      String platform,
      String origin,
      boolean isTransactional,
      List<Line> lines,
      @Nullable Allowance allowance) {

    public Batch {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("A batch for %s has no statement".formatted(container));
      }
    }
  }

  /** A batch of which nobody knows how it ended. */
  record OpenBatch(long id, Batch batch, Instant beganAt) {}

  /** Remembers that a batch is about to run; returns its id. */
  long begin(Batch batch);

  /** All of it landed. */
  void landed(long id);

  /**
   * It failed.
   *
   * @param error for operators, without secrets
   * @param isUncertain whether some or all of it may have landed all the same: the connection was
   *     lost, or it was not transactional
   */
  void failed(long id, String error, boolean isUncertain);

  /**
   * A later look at the catalog found out.
   *
   * @param how it ended, one sentence
   */
  void resolved(long id, String how);

  /** The batches of a platform that are open or uncertain, the oldest first. */
  List<OpenBatch> open(String container, String platform);
}
