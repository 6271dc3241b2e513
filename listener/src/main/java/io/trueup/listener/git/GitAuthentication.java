package io.trueup.listener.git;

import io.trueup.platforms.spi.Secret;
import java.nio.file.Path;
import java.util.function.Supplier;

/** How we prove to a remote who we are. */
public sealed interface GitAuthentication {

  /** Not at all. */
  record None() implements GitAuthentication {}

  /**
   * By a user and a token over https.
   *
   * @param user what the forge expects beside a token
   * @param token asked for each time, so that it can be renewed without a restart
   */
  record Token(String user, Supplier<Secret> token) implements GitAuthentication {

    /** The user that forges take with a token. */
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
