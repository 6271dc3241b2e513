package io.trueup.listener.credentials;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import org.jspecify.annotations.Nullable;

/** What the place where the daemon runs holds under a credential's name. */
public sealed interface HeldCredential {

  /**
   * A credential.
   *
   * @param identity the same for all spellings of the name that find this secret: what is
   *     remembered of it is remembered by this
   * @param hosts the servers that it is said to be for; null when nothing is said
   * @param security what is said about connections that use it
   */
  record Found(
      String identity,
      UserPassword secret,
      @Nullable DeclaredHosts hosts,
      ConnectionSecurity.Settings security)
      implements HeldCredential {}

  /** Nothing. */
  record Absent() implements HeldCredential {}

  /**
   * A credential with something beside it that cannot be used, such as hosts that are none.
   *
   * @param reason one sentence, with what to do
   */
  record Unusable(String reason) implements HeldCredential {}
}
