package io.trueup.listener.engine.git;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a branch cannot be followed as it is configured, known without asking anybody. Holds no
 * password.
 *
 * @param what a sentence without its period
 * @param remedy what to do, likewise
 */
public record RemoteFlaw(String what, String remedy) {

  /** What is wrong with the address of a repository. */
  public static Optional<RemoteFlaw> ofUrl(String url) {
    try {
      RemoteUrl.parse(url);
      return Optional.empty();
    } catch (RemoteUrl.RefusedException e) {
      return Optional.of(e.flaw());
    }
  }

  /** What is wrong with the name of a branch. */
  public static Optional<RemoteFlaw> ofBranch(String branch) {
    return BranchName.isValid(branch)
        ? Optional.empty()
        : Optional.of(
            new RemoteFlaw(
                "Cannot follow the branch '%s': that is not a branch's name".formatted(branch),
                "Write it as 'main' or 'release/2026', without refs/heads/"));
  }

  /** What does not fit in an address without flaws and the way to log in there. */
  public static Optional<RemoteFlaw> ofLogin(String url, GitAuthentication authentication) {
    return Optional.ofNullable(ofLogin(RemoteUrl.parse(url), authentication));
  }

  private static @Nullable RemoteFlaw ofLogin(RemoteUrl url, GitAuthentication authentication) {
    return switch (authentication) {
      case GitAuthentication.Token _ when url.scheme() != RemoteUrl.Scheme.HTTP ->
          new RemoteFlaw(
              "Cannot use a token with '%s': tokens are for https".formatted(url),
              "Write the address as https://host/path, or log in otherwise");
      case GitAuthentication.SshKey _ when url.scheme() != RemoteUrl.Scheme.SSH ->
          new RemoteFlaw(
              "Cannot use an ssh key with '%s': keys are for ssh".formatted(url),
              "Write the address as ssh://user@host/path, or log in otherwise");
      case GitAuthentication.None _ when url.scheme() == RemoteUrl.Scheme.SSH ->
          new RemoteFlaw(
              "Cannot use '%s' without a key".formatted(url),
              "Name a private key file and a known_hosts file");
      case GitAuthentication.None _, GitAuthentication.Token _, GitAuthentication.SshKey _ -> null;
    };
  }

  GitException refused() {
    return GitException.refused("%s. %s".formatted(what, remedy));
  }
}
