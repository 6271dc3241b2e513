package io.trueup.listener.hooks;

import java.util.Optional;

/** The sources that take deliveries. Thread-safe, and never blocks. */
public interface HookSources {

  /** The source of a name, which is whatever stood in the request's path. */
  Optional<HookSource> find(String name);
}
