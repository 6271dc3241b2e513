package io.trueup.listener.daemon.graphql;

import io.trueup.listener.daemon.question.ModelQuestions;
import io.trueup.listener.engine.snapshot.ModelVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One query while it is answered: what it asks, and what it has used of its limits. Confined to one
 * thread.
 */
final class QueryRun {

  private final ModelQuestions questions;
  private final LongFunction<ModelVersion> others;
  private final GraphQlLimits limits;
  private final int most;
  private final InstantSource clock;
  private final Instant end;
  private long things;
  private boolean isOfProgram;
  private boolean isChanging;
  private @Nullable RuntimeException failure;

  /**
   * Begins an answer.
   *
   * @param others opens other versions of the same source
   * @param most the most things in the answer
   */
  QueryRun(
      ModelQuestions questions,
      LongFunction<ModelVersion> others,
      GraphQlLimits limits,
      int most,
      InstantSource clock) {
    this.questions = questions;
    this.others = others;
    this.limits = limits;
    this.most = most;
    this.clock = clock;
    this.end = clock.instant().plus(limits.within());
  }

  ModelQuestions questions() {
    return questions;
  }

  ModelVersion other(long sequence) {
    return others.apply(sequence);
  }

  /**
   * Counts things that become part of the answer.
   *
   * @throws QueryException when they are too many, or time is up
   */
  void spend(long more) {
    things += more;
    if (things > most) {
      throw new QueryException(
          QueryException.Kind.TOO_COSTLY,
          "The answer would have more than %d things. Ask for fewer items or fields"
              .formatted(most));
    }
    requireTime();
  }

  /**
   * Ends what takes too long.
   *
   * @throws QueryException when time is up
   */
  void requireTime() {
    if (clock.instant().isAfter(end)) {
      throw new QueryException(
          QueryException.Kind.TIMEOUT,
          "The query took longer than %d ms. Ask for fewer items or fields"
              .formatted(limits.within().toMillis()));
    }
  }

  /** Notes that the answer follows from the program too, and not from the version alone. */
  void noteProgram() {
    isOfProgram = true;
  }

  boolean isOfProgram() {
    return isOfProgram;
  }

  /** Notes that the answer changes while the version does not. */
  void noteChanging() {
    isChanging = true;
  }

  boolean isChanging() {
    return isChanging;
  }

  /**
   * How many more things may become part of the answer, and one more to see that they are too many.
   */
  int left() {
    return (int) Math.max(1, most - things + 1);
  }

  /** Ends the query with a failure; only the first one counts. */
  void fail(RuntimeException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Whether the answer would have more things than it may. */
  boolean isTooLarge() {
    return things > most;
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Throws what the query failed with, if it did. */
  void requireWhole() {
    if (failure != null) {
      throw failure;
    }
  }
}
