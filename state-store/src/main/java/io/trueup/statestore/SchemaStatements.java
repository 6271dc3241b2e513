package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statements that run in containers, remembered before they do. */
public interface SchemaStatements {

  /**
   * How a batch went. Whoever ran it knows better than who looked later; what no arrow leads to is
   * not told, and that is no error.
   *
   * <pre>
   * OPEN      → LANDED, FAILED, UNCERTAIN, RESOLVED
   * UNCERTAIN → LANDED, FAILED, RESOLVED
   * RESOLVED  → LANDED, FAILED
   * </pre>
   */
  enum State {
    /** It runs, or whoever ran it is gone. */
    OPEN,
    /** It failed in a way that leaves open what of it landed. */
    UNCERTAIN,
    /** A later look at the container found out how it ended. */
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
   * @param node whom it is for; null for what many nodes share
   * @param sql without secrets
   */
  record Line(@Nullable NodeKey node, String sql, String safety, String lock, String reason) {}

  /**
   * Statements that run together.
   *
   * @param origin what asked for them, such as {@code rollout 12}
   * @param isTransactional whether all of them land or none
   * @param leave for what destroys or rewrites; null when none was needed
   */
  record Batch(
      String container,
      PlatformId platform,
      String origin,
      boolean isTransactional,
      List<Line> lines,
      @Nullable OperatorsLeave leave) {

    public Batch {
      lines = List.copyOf(lines);
    }
  }

  /** A batch that is {@code OPEN} or {@code UNCERTAIN}. */
  record OpenBatch(long id, Batch batch, Instant beganAt) {}

  /**
   * Remembers that a batch is about to run; returns its id. With leave it writes an audit entry.
   *
   * @throws IllegalArgumentException when there is no such platform
   */
  long begin(Batch batch);

  /**
   * Remembers how a batch went, if that may follow what is known.
   *
   * @param word the error, or what was found out; null when it landed
   * @throws IllegalArgumentException when there is no such batch
   */
  void tell(long id, State state, @Nullable String word);

  /** The batches of a platform that are open or uncertain, the oldest first. */
  List<OpenBatch> open(String container, PlatformId platform);
}
