package io.trueup.listener.engine.gate;

import java.time.Instant;
import java.util.Optional;

/** The accepted versions of a platform's source. */
public interface AcceptedVersions {

  /** The first one after another; empty when there is none. */
  Optional<Long> after(long version);

  /** The newest one that was accepted at or before an instant; empty when there is none. */
  Optional<Long> newest(Instant by);
}
