package io.trueup.listener.engine.git;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Cancels an operation of JGit that exceeds its time limit or whose thread is interrupted. */
final class TimeLimit extends EmptyProgressMonitor {

  private final long end;

  /** Starts the clock. */
  TimeLimit(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * JGit checks for cancellation only between the base objects of deltas, and a delta chain of some
   * kilobytes can take minutes; but it reports progress at each delta.
   */
  @Override
  public void update(int completed) {
    if (isCancelled()) {
      throw new UncheckedIOException(new InterruptedIOException("it exceeded its time limit"));
    }
  }

  @Override
  public boolean isCancelled() {
    return System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted();
  }
}
