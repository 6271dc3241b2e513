package io.trueup.statestore.postgres;

import java.time.Duration;

/**
 * The Postgres that keeps the state, and the user to use it as.
 *
 * @param jdbcUrl such as {@code jdbc:postgresql://db.acme.internal:5432/trueup}
 * @param user owns the schemas and migrates them; daily work runs under the database's own role
 * @param password in clear text; never shown
 * @param poolSize how many connections at most
 * @param connectTimeout how long a caller waits for a connection
 * @param answerTimeout how long one statement of daily work may take; shorter than any caller's
 *     wait
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

  /** Settings with the standard answer timeout, which suits the daemon's callers. */
  public DatabaseSettings(
      String jdbcUrl, String user, String password, int poolSize, Duration connectTimeout) {
    this(jdbcUrl, user, password, poolSize, connectTimeout, ANSWER_TIMEOUT);
  }

  /**
   * How long to wait for any byte from the server: longer than the answer timeout, at which the
   * server itself ends a statement, so that it only ends waits for a dead server.
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
