package io.trueup.platforms.spi;

import java.util.Optional;

/** Resolves the names of credentials where the daemon runs. Safe for any thread. */
public interface CredentialStore {

  /**
   * The credential of that name as it is now; empty when there is none. Never cached by callers
   * across steps.
   */
  Optional<UserPassword> find(String name);

  /** A user and a password. Neither is ever logged or answered. */
  record UserPassword(String user, Secret password) {}
}
