package io.trueup.listener.git;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Cancels what JGit does when it takes too long, or its thread is interrupted. */
final class TimeLimit extends EmptyProgressMonitor {

  private final long end;

  /** Begins to count. */
  TimeLimit(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * JGit asks whether it is cancelled only between objects that deltas begin with, and a chain of
   * deltas of some kilobytes takes minutes; of its progress it tells at each delta.
   */
  @Override
  public void update(int completed) {
    if (isCancelled()) {
      throw new UncheckedIOException(new InterruptedIOException("it takes longer than is allowed"));
    }
  }

  @Override
  public boolean isCancelled() {
    return System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted();
  }
}
