package io.trueup.platforms.spi;

/**
 * Discloses credentials where the daemon runs, and is the only way to them, for every kind of
 * server. A credential is disclosed for a use at named servers, so that a model cannot send it
 * elsewhere. Safe for any thread.
 */
public interface CredentialStore {

  /** Whether a credential would be disclosed now. Changes nothing and reads no secret. */
  CredentialStatus check(CredentialUse use);

  /**
   * Discloses a credential as it is now. The first use of one without declared hosts pins its
   * servers: it is for these from then on. Callers send it to the servers of the use and never
   * cache it across steps.
   *
   * @param reason the purpose, for the audit
   */
  Disclosure disclose(CredentialUse use, String reason);

  /** Whether a credential may be used. */
  sealed interface CredentialStatus {

    /** It may be used. */
    record Usable() implements CredentialStatus {}

    /** No credential has that name. */
    record Missing() implements CredentialStatus {}

    /**
     * It is not for these servers, or cannot be read.
     *
     * @param reason one sentence, with what to do
     */
    record Withheld(String reason) implements CredentialStatus {}
  }

  /** The answer to a request for a credential. */
  sealed interface Disclosure {

    /** The credential, and how to connect with it. */
    record Granted(Login login) implements Disclosure {}

    /** No credential, and why. */
    record Denied(CredentialStatus standing) implements Disclosure {}
  }

  /** A user and a password. Neither is ever logged or sent in an answer. */
  record UserPassword(String user, Secret password) {}

  /** A credential, and how to secure connections that use it. */
  record Login(UserPassword credential, ConnectionSecurity security) {}
}
