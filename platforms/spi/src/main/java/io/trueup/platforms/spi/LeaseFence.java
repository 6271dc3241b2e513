package io.trueup.platforms.spi;

/**
 * The fence of a worker: checks before each change that the worker still holds its lease. A process
 * may have been paused for so long that another one took over.
 */
@FunctionalInterface
public interface LeaseFence {

  /**
   * Throws an unchecked exception when the lease is lost or its state cannot be read. Never waits
   * for a resource that the caller holds.
   */
  void requireLease();
}
