package io.trueup.platforms.spi;

/**
 * Leave to change something, which may be withdrawn at any time: whoever was given it may have been
 * paused for so long that another took over.
 */
@FunctionalInterface
public interface Permission {

  /**
   * Refuses by an unchecked exception when leave was withdrawn, or when nobody can tell. Never
   * waits for what the caller holds.
   */
  void require();
}
