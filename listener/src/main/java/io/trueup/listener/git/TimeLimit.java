package io.trueup.listener.git;

import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Cancels what JGit does when it takes too long, or its thread is interrupted. */
final class TimeLimit extends EmptyProgressMonitor {

  private final long end;

  /** Begins to count. */
  TimeLimit(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  @Override
  public boolean isCancelled() {
    return System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted();
  }
}
