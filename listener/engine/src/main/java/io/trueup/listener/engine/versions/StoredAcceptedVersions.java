package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.gate.AcceptedVersions;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.Version;
import io.trueup.statestore.Versions;
import java.time.Instant;
import java.util.Optional;

/**
 * The accepted versions of a source in the store. Safe for any thread; blocks.
 *
 * @param versions of all sources
 */
public record StoredAcceptedVersions(Versions versions, SourceId source)
    implements AcceptedVersions {

  @Override
  public Optional<Long> after(long version) {
    return versions.nextAccepted(source, version).map(Version::sequence);
  }

  @Override
  public Optional<Long> newest(Instant by) {
    return versions.newestAccepted(source, by).map(Version::sequence);
  }
}
