package io.trueup.statestore.quartz;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * Rings in this process. Its name is stored in the database, and processes of several releases
 * share that, so it never changes.
 */
final class RingJob implements Job {

  private final Runnable ring;

  RingJob(Runnable ring) {
    this.ring = ring;
  }

  @Override
  public void execute(JobExecutionContext context) {
    ring.run();
  }
}
