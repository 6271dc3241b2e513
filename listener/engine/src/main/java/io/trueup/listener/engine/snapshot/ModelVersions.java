package io.trueup.listener.engine.snapshot;

import io.trueup.statestore.SourceId;
import java.util.Optional;

/** Finds and opens the accepted versions of sources. Safe for any thread. */
public interface ModelVersions {

  /**
   * A version that is open already; empty when it must be opened first. Never blocks, so that it
   * may be called on an event loop.
   */
  Optional<ModelVersion> opened(SourceId source, long sequence);

  /**
   * Opens a version, once, however many ask. Blocks; never waits for a verdict or a fetch of
   * another version.
   *
   * @throws MissingVersionException when the source has no such version, or it is not kept
   */
  ModelVersion open(SourceId source, long sequence);

  /**
   * The number of the version that a reference names now. Blocks.
   *
   * @throws MissingVersionException when it names none
   */
  long resolve(SourceId source, VersionReference reference);
}
