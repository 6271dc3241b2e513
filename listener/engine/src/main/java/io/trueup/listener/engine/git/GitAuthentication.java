package io.trueup.listener.engine.git;

import io.trueup.platforms.spi.Secret;
import java.nio.file.Path;
import java.util.function.Supplier;

/** How to authenticate to a remote. */
public sealed interface GitAuthentication {

  /** Not at all. */
  record None() implements GitAuthentication {}

  /**
   * By a user and a token over https.
   *
   * @param user the name that the forge expects with a token
   * @param token read each time, so that it can be renewed without a restart
   */
  record Token(String user, Supplier<Secret> token) implements GitAuthentication {

    /** The user name that forges accept with a token. */
    public static final String DEFAULT_USER = "x-access-token";
  }

  /**
   * By a key over ssh.
   *
   * @param privateKey file of a key without a passphrase
   * @param knownHosts file in OpenSSH's form; a host that it does not list is refused
   */
  record SshKey(Path privateKey, Path knownHosts) implements GitAuthentication {}
}
