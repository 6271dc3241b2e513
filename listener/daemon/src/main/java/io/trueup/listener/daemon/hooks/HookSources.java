package io.trueup.listener.daemon.hooks;

import java.util.Optional;

/** The sources that take deliveries. Thread-safe, and never blocks. */
public interface HookSources {

  /** The source with a name, which may be any text from a request's path. */
  Optional<HookSource> find(String name);
}
