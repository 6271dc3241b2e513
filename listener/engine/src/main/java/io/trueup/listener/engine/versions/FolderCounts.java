package io.trueup.listener.engine.versions;

import java.util.concurrent.atomic.LongAdder;

/** What was done with the versions of a folder since the process started. Thread-safe. */
public final class FolderCounts {

  private final LongAdder opened = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder setAside = new LongAdder();

  FolderCounts() {}

  void opened() {
    opened.increment();
  }

  void written(long bytes) {
    written.increment();
    bytesWritten.add(bytes);
  }

  void setAside() {
    setAside.increment();
  }

  /** The files that were opened; those that were written here are not counted. */
  public long filesOpened() {
    return opened.sum();
  }

  /** The files that were written. */
  public long filesWritten() {
    return written.sum();
  }

  /** Their bytes. */
  public long bytesWritten() {
    return bytesWritten.sum();
  }

  /** The damaged files that were set aside. */
  public long filesSetAside() {
    return setAside.sum();
  }
}
