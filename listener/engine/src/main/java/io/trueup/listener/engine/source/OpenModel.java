package io.trueup.listener.engine.source;

import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.util.Objects;

/** An accepted version that is open. Thread-safe. */
final class OpenModel {

  private final CommitId commit;
  private final EvaluatedVersion version;
  private final Model model;
  private final long bytes;
  private volatile long lastUsed;

  /**
   * An open version.
   *
   * @param version with a basis
   * @param now of the budget's clock
   */
  OpenModel(CommitId commit, EvaluatedVersion version, long now) {
    this.commit = commit;
    this.version = version;
    this.model = Objects.requireNonNull(version.model());
    this.bytes = ModelSize.of(version);
    this.lastUsed = now;
  }

  CommitId commit() {
    return commit;
  }

  EvaluatedVersion version() {
    return version;
  }

  Model model() {
    return model;
  }

  /** About how much memory it takes that is free once it is closed. */
  long bytes() {
    return bytes;
  }

  boolean isInMemoryOnly() {
    return version.file() == null;
  }

  long lastUsed() {
    return lastUsed;
  }

  /**
   * Notes a use. It writes only when time has passed, so that readers on many cores do not collide.
   */
  void use(long now) {
    if (lastUsed != now) {
      lastUsed = now;
    }
  }
}
