package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data platform, as the ecosystem declares it.
 *
 * @param name unique in the ecosystem
 * @param type which implementation realizes it, such as {@code postgres}
 * @param history what it keeps of a row's past
 * @param container qualified name of the container it stages and merges in; null when it has none
 * @param credential name of the credential for that container; null when it needs none
 * @param rollout when it follows the accepted model
 */
public record PlatformDeclaration(
    String name,
    String type,
    History history,
    @Nullable String container,
    @Nullable String credential,
    RolloutPolicy rollout) {

  /** The digest of all that makes a node be realized differently: not when it is rolled out. */
  public Fingerprint fingerprint() {
    return Canonical.of("platform")
        .add(name)
        .add(type)
        .add(history.text())
        .add(Optional.ofNullable(container))
        .add(Optional.ofNullable(credential))
        .fingerprint();
  }
}
