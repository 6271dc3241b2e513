package io.trueup.listener.engine;

import io.trueup.statestore.StateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks of timers. A timer never again runs a task that threw, so no task may throw. */
final class GuardedTask {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedTask.class);

  private GuardedTask() {}

  /**
   * A task that logs what it would throw.
   *
   * @param what it does, for the log
   */
  static Runnable of(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (StateStoreException e) {
        LOG.debug("Skipped the {}: {}", what, e.getMessage());
      } catch (RuntimeException | Error e) {
        LOG.error("The {} failed because of a bug; the next one still runs", what, e);
      }
    };
  }
}
