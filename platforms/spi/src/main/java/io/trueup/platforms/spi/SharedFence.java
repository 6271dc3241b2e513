package io.trueup.platforms.spi;

import java.util.Collection;
import java.util.Set;

/** The fences of requests that are carried out together, asked all at once. */
@FunctionalInterface
public interface SharedFence {

  /**
   * Those of some requests that may still change something, by their ids. Its exceptions pass to
   * the caller, and nothing is changed.
   */
  Set<String> standing(Collection<String> requests);
}
