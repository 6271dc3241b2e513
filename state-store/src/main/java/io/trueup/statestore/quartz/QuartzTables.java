package io.trueup.statestore.quartz;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerConfigException;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/**
 * Quartz's tables, reached by our own connections. Quartz would look these up by name in a registry
 * of the whole JVM, in which two processes of a test would meet. Safe for any thread.
 */
@SuppressWarnings(
    "unchecked") // a method that the superclass inherits is generic, and overrides raw
final class QuartzTables extends JobStoreTX {

  /** In the schema of migration V24. */
  private static final String PREFIX = "alarms.qrtz_";

  /** A process that misses its report for this long and 7.5 s more counts as dead. */
  private static final long REPORT_MILLIS = 5_000;

  private static final long RETRY_MILLIS = 5_000;

  private final DataSource connections;

  QuartzTables(DataSource connections, String group, String holder)
      throws SchedulerConfigException {
    this.connections = connections;
    setDataSource("trueup");
    setInstanceName(group);
    setInstanceId(holder);
    setTablePrefix(PREFIX);
    setIsClustered(true);
    setClusterCheckinInterval(REPORT_MILLIS);
    setDbRetryInterval(RETRY_MILLIS);
    setMakeThreadsDaemons(true);
    // Values as text: nothing in the tables is ever deserialized.
    setUseProperties("true");
    try {
      setDriverDelegateClass(PostgreSQLDelegate.class.getName());
    } catch (InvalidConfigurationException e) {
      throw new SchedulerConfigException("Cannot use Quartz with Postgres", e);
    }
  }

  @Override
  protected Connection getConnection() throws JobPersistenceException {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      throw new JobPersistenceException("Cannot connect to the state database", e);
    }
  }
}
