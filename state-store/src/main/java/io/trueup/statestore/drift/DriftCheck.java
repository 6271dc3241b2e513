package io.trueup.statestore.drift;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A platform's last check for drift.
 *
 * @param version that its nodes were compared with
 * @param checkedThrough every node whose check was due by then has been compared; null when none
 *     has been
 * @param compared how many nodes the last check that could read the platform compared
 * @param nodes how many nodes the platform has
 * @param failure of this check; null when it could read the platform
 */
public record DriftCheck(
    long version,
    Instant startedAt,
    Instant endedAt,
    @Nullable Instant checkedThrough,
    int compared,
    int nodes,
    @Nullable Failure failure) {

  /**
   * Why a platform could not be read, which is no drift.
   *
   * @param error one sentence
   * @param times how many checks in a row failed
   * @param since when the first of them ended
   */
  public record Failure(String error, int times, Instant since) {}
}
