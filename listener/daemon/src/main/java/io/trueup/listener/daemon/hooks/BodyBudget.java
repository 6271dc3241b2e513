package io.trueup.listener.daemon.hooks;

import java.util.concurrent.Semaphore;

/**
 * The bytes of deliveries that may be held at one time. Senders that proved nothing yet may have
 * half of them, so that they shut no proven sender out. Thread-safe.
 */
final class BodyBudget {

  private final Semaphore all;
  private final Semaphore strangers;

  BodyBudget(int bytes) {
    this.all = new Semaphore(bytes);
    this.strangers = new Semaphore(bytes / 2);
  }

  /** What one sender may take of it. */
  Share share(boolean isProven) {
    return new Share(isProven);
  }

  /** What one sender may take. */
  final class Share {

    private final boolean isProven;

    private Share(boolean isProven) {
      this.isProven = isProven;
    }

    boolean tryAcquire(int bytes) {
      if (!isProven && !strangers.tryAcquire(bytes)) {
        return false;
      }
      if (all.tryAcquire(bytes)) {
        return true;
      }
      if (!isProven) {
        strangers.release(bytes);
      }
      return false;
    }

    void release(int bytes) {
      all.release(bytes);
      if (!isProven) {
        strangers.release(bytes);
      }
    }
  }
}
