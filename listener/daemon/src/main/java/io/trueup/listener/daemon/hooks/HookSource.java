package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.ForgeReader;
import io.trueup.statestore.SourceId;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a source that its webhook needs.
 *
 * @param branch that is followed, without {@code refs/heads/}
 * @param repositoryId the forge's own number of the repository, which survives renames and differs
 *     in forks; null when any repository that knows the secret may poke
 * @param verification how a delivery proves that it is genuine
 * @param reader of the deliveries of its forge
 */
public record HookSource(
    SourceId id,
    String branch,
    @Nullable String repositoryId,
    Verification verification,
    ForgeReader reader) {

  /** How a delivery proves that it is genuine. */
  public sealed interface Verification {

    /**
     * By one of the secrets that are valid at that time: with a signature, or as a token or
     * password.
     */
    record Signed(WebhookSecrets secrets) implements Verification {}

    /** Not at all, because the operator allows it: anyone who reaches the daemon may poke. */
    record Unsigned() implements Verification {}
  }
}
