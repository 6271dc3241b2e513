package io.trueup.statestore.postgres;

import java.time.Duration;

/**
 * Which Postgres keeps the state, and as whom to use it.
 *
 * @param jdbcUrl such as {@code jdbc:postgresql://db.acme.internal:5432/trueup}
 * @param user owns the schemas and migrates them; daily work is done under the role {@code
 *     trueup_app}
 * @param password in the clear; never shown
 * @param poolSize how many connections at most
 * @param connectTimeout how long a caller waits for a connection before it is told that there is
 *     none
 * @param answerTimeout how long one statement of daily work may take; less than any caller waits
 */
public record DatabaseSettings(
    String jdbcUrl,
    String user,
    String password,
    int poolSize,
    Duration connectTimeout,
    Duration answerTimeout) {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  public DatabaseSettings {
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "Cannot use a pool of %d connections: expected at least 1".formatted(poolSize));
    }
  }

  /** Settings whose statements may take as long as suits the daemon's callers. */
  public DatabaseSettings(
      String jdbcUrl, String user, String password, int poolSize, Duration connectTimeout) {
    this(jdbcUrl, user, password, poolSize, connectTimeout, ANSWER_TIMEOUT);
  }

  /**
   * How long to wait for a word of the server: beyond the answer timeout, by which the server ends
   * a statement itself, so that it only ends waits for a server that is gone.
   */
  Duration silenceTimeout() {
    return answerTimeout.plus(answerTimeout.dividedBy(3)).plusSeconds(1);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[jdbcUrl=%s, user=%s, password=***, poolSize=%d, connectTimeout=%s, answerTimeout=%s]"
        .formatted(jdbcUrl, user, poolSize, connectTimeout, answerTimeout);
  }
}
