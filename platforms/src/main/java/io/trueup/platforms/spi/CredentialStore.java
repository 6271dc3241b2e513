package io.trueup.platforms.spi;

/**
 * Gives out credentials where the daemon runs. Nothing else does, for whatever kind of server: a
 * credential is given for a use at named servers, so that a model cannot send it elsewhere. Safe
 * for any thread.
 */
public interface CredentialStore {

  /** Whether a credential would be given now. Changes nothing and reads no secret. */
  Standing check(CredentialUse use);

  /**
   * Gives a credential as it is now. The first use of one that is not said to be for certain hosts
   * remembers its servers: it is for these from then on. Callers send it to the servers of the use
   * and never cache it across steps.
   *
   * @param reason what it is used for, for the audit
   */
  Disclosure disclose(CredentialUse use, String reason);

  /** Whether a credential may be used. */
  sealed interface Standing {

    /** It may. */
    record Usable() implements Standing {}

    /** There is none of that name. */
    record Missing() implements Standing {}

    /**
     * It is not for these servers, or cannot be read.
     *
     * @param reason one sentence, with what to do
     */
    record Withheld(String reason) implements Standing {}
  }

  /** What is given. */
  sealed interface Disclosure {

    /** The credential, and how to connect with it. */
    record Granted(Login login) implements Disclosure {}

    /** Nothing, and why. */
    record Denied(Standing standing) implements Disclosure {}
  }

  /** A user and a password. Neither is ever logged or answered. */
  record UserPassword(String user, Secret password) {}

  /** A credential, with how connections that use it are secured. */
  record Login(UserPassword credential, ConnectionSecurity security) {}
}
