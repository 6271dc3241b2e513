package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The journal of statements that run in containers, written before they run. */
public interface SchemaStatements {

  /**
   * The outcome of a batch. What its own process records overrides what a later check found; a
   * change that no arrow shows is ignored.
   *
   * <pre>
   * OPEN      → LANDED, FAILED, UNCERTAIN, RESOLVED
   * UNCERTAIN → LANDED, FAILED, RESOLVED
   * RESOLVED  → LANDED, FAILED
   * </pre>
   */
  enum State {
    /** It runs, or the process that ran it died. */
    OPEN,
    /** It failed, and how much of it landed is not known. */
    UNCERTAIN,
    /** A later check of the container found the outcome. */
    RESOLVED,
    LANDED,
    FAILED;

    /** The states that it may follow. */
    public Set<State> after() {
      return switch (this) {
        case OPEN -> EnumSet.noneOf(State.class);
        case UNCERTAIN -> EnumSet.of(OPEN);
        case RESOLVED -> EnumSet.of(OPEN, UNCERTAIN);
        case LANDED, FAILED -> EnumSet.of(OPEN, UNCERTAIN, RESOLVED);
      };
    }
  }

  /**
   * A statement.
   *
   * @param node the node that it is for; null when several nodes share it
   * @param sql without secrets
   */
  record Line(@Nullable NodeKey node, String sql, String safety, String lock, String reason) {}

  /**
   * Statements that run together.
   *
   * @param origin what asked for them, such as {@code rollout 12}
   * @param isTransactional whether all of them land or none
   * @param approval approves what destroys or rewrites; null when no approval was needed
   */
  record Batch(
      String container,
      PlatformId platform,
      String origin,
      boolean isTransactional,
      List<Line> lines,
      @Nullable AuditedApproval approval) {

    public Batch {
      lines = List.copyOf(lines);
    }
  }

  /** A batch that is {@code OPEN} or {@code UNCERTAIN}. */
  record OpenBatch(long id, Batch batch, Instant beganAt) {}

  /**
   * Records that a batch is about to run; returns its id. Writes an audit entry when the batch
   * needed an approval.
   *
   * @throws IllegalArgumentException when there is no such platform
   */
  long begin(Batch batch);

  /**
   * Records that several batches are about to run, as {@link #begin} does for one; returns their
   * ids in the same order.
   */
  default List<Long> beginAll(List<Batch> batches) {
    return batches.stream().map(this::begin).toList();
  }

  /** Records the same outcome of several batches, as {@link #recordOutcome} does for one. */
  default void recordOutcomes(List<Long> ids, State state, @Nullable String detail) {
    ids.forEach(id -> recordOutcome(id, state, detail));
  }

  /**
   * Records the outcome of a batch, if it may follow the recorded one.
   *
   * @param detail the error, or what the check found; null when it landed
   * @throws IllegalArgumentException when there is no such batch
   */
  void recordOutcome(long id, State state, @Nullable String detail);

  /** The batches of a platform that are open or uncertain, the oldest first. */
  List<OpenBatch> open(String container, PlatformId platform);
}
