package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.Readiness;
import io.trueup.statestore.SourceId;
import java.util.Optional;

/** The state of a model server, for what it answers. Thread-safe; never blocks. */
public interface Serving {

  /** The name of the model server. */
  String instance();

  /** Whether it should get requests, and why not. */
  Readiness readiness();

  /** How many versions of a source it is behind the served one; 0 when it is not. */
  long lag(SourceId source);

  /** Whether it is about to stop, so that clients should connect elsewhere. */
  boolean isDraining();

  /** The daemon that answers about versions that are not open here; empty to have clients retry. */
  Optional<String> handOver();
}
