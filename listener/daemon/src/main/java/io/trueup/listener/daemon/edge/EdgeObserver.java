package io.trueup.listener.daemon.edge;

/** Observes connections. Thread-safe, and never blocks. */
@FunctionalInterface
public interface EdgeObserver {

  /** The daemon closed a connection. */
  void closed(CloseReason reason);
}
