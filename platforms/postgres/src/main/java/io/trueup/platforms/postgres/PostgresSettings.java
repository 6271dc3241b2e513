package io.trueup.platforms.postgres;

import io.trueup.platforms.postgres.database.ContainerEnvironment;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Reads the settings of type {@code postgres}, and derives its limits. Pure. */
final class PostgresSettings {

  private static final String DDL_AT_ONCE = "ddl-at-once";

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LEAST_STATEMENT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration MOST_STATEMENT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private PostgresSettings() {}

  /**
   * The limits of containers.
   *
   * @throws IllegalArgumentException with a sentence for operators when a setting is wrong
   */
  static ContainerEnvironment containers(
      PlatformEnvironment environment, PlatformSettings settings) {
    settings.requireOnly("postgres", Set.of(DDL_AT_ONCE));
    return new ContainerEnvironment(
        environment.installation(),
        environment.journal(),
        LOCK_TIMEOUT,
        statementTimeout(environment.reconcileWithin()),
        CONNECT_TIMEOUT,
        settings.number(DDL_AT_ONCE, 1, 1),
        environment.comments());
  }

  /** Less than a node-time reconciliation may take, in which a job waits for the statement. */
  private static Duration statementTimeout(Duration reconcileWithin) {
    var most = reconcileWithin.multipliedBy(2).dividedBy(3);
    return Collections.min(
        List.of(Collections.max(List.of(most, LEAST_STATEMENT_TIMEOUT)), MOST_STATEMENT_TIMEOUT));
  }
}
