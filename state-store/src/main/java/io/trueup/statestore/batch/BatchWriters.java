package io.trueup.statestore.batch;

/** Starts the threads that write. */
public interface BatchWriters {

  /** Starts virtual threads. */
  BatchWriters VIRTUAL = (name, writer) -> Thread.ofVirtual().name(name).start(writer);

  /**
   * Starts a writer. It may also run on the caller's thread, before this returns: the request for
   * which it is started has queued then.
   */
  void start(String name, Runnable writer);
}
