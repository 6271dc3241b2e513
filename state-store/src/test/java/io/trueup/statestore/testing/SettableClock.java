package io.trueup.statestore.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Safe for any thread. */
public final class SettableClock implements InstantSource {

  private volatile Instant now;

  /** A clock that shows the given time. */
  public SettableClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Shows the given time from now on. */
  public void set(Instant to) {
    now = to;
  }

  /** Moves on. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
