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
 */
public record DatabaseSettings(
    String jdbcUrl, String user, String password, int poolSize, Duration connectTimeout) {

  public DatabaseSettings {
    if (poolSize < 1) {
      throw new IllegalArgumentException(
          "Cannot use a pool of %d connections: expected at least 1".formatted(poolSize));
    }
  }

  @Override
  public String toString() {
    return "DatabaseSettings[jdbcUrl=%s, user=%s, password=***, poolSize=%d, connectTimeout=%s]"
        .formatted(jdbcUrl, user, poolSize, connectTimeout);
  }
}
