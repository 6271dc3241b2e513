package io.trueup.listener.engine.credentials;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import org.jspecify.annotations.Nullable;

/** The result of looking for a credential's name in the folder and environment of the daemon. */
public sealed interface CredentialLookup {

  /**
   * The credential.
   *
   * @param identity the same for all spellings of the name that find this secret; its addresses and
   *     approvals are stored under this name
   * @param hosts the servers that it is declared for; null when none are declared
   * @param security how connections that use it are secured; open where nothing is declared
   */
  record Found(
      String identity,
      UserPassword secret,
      @Nullable DeclaredHosts hosts,
      ConnectionSecurity.Settings security)
      implements CredentialLookup {}

  /** There is no credential of that name. */
  record Absent() implements CredentialLookup {}

  /**
   * The credential has settings that are invalid, such as a host that cannot be one.
   *
   * @param reason one sentence, with what to do
   */
  record Unusable(String reason) implements CredentialLookup {}
}
