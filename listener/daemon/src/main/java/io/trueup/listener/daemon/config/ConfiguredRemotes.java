package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.platforms.spi.Secret;

/** How configured repositories are reached. */
public final class ConfiguredRemotes {

  private ConfiguredRemotes() {}

  /** The login to a repository; a token is read for each conversation. */
  public static GitAuthentication authentication(
      Authentication authentication, SecretReader secrets) {
    return switch (authentication) {
      case Authentication.None() -> new GitAuthentication.None();
      case Authentication.SshKey(var key, var knownHosts) ->
          new GitAuthentication.SshKey(key, knownHosts);
      case Authentication.Token(var user, var token) ->
          new GitAuthentication.Token(user, () -> secrets.read(token).orElse(new Secret("")));
    };
  }
}
