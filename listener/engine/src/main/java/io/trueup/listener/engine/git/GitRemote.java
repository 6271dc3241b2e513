package io.trueup.listener.engine.git;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One branch of one repository, and how to reach it.
 *
 * @param url https, http, ssh, {@code user@host:path}, file, or a local path; without a password
 * @param branch without {@code refs/heads/}
 * @param timeout after which a conversation with the remote is abandoned
 * @param mirrorFolder the mirror's own folder, created when missing
 */
public record GitRemote(
    String url,
    String branch,
    GitAuthentication authentication,
    Duration timeout,
    Path mirrorFolder) {

  /**
   * Checks the parts.
   *
   * @throws GitException REFUSED, when the kind of URL is not allowed, the branch's name is
   *     invalid, or the authentication does not fit the URL
   */
  public GitRemote {
    refuse(RemoteFlaw.ofUrl(url));
    refuse(RemoteFlaw.ofBranch(branch));
    refuse(RemoteFlaw.ofLogin(url, authentication));
    url = RemoteUrl.parse(url).value();
    if (timeout.isNegative() || timeout.isZero()) {
      throw GitException.refused(
          "Cannot use a git timeout of %s: it must be longer".formatted(timeout));
    }
  }

  private static void refuse(Optional<RemoteFlaw> flaw) {
    if (flaw.isPresent()) {
      throw flaw.get().refused();
    }
  }

  /**
   * Why the repository cannot be followed, as far as is known without asking it: a repository on
   * this machine may be shallow or of another format. Empty where nothing is known.
   */
  public Optional<String> reasonNotToFollow() {
    var parsed = remoteUrl();
    if (parsed.scheme() != RemoteUrl.Scheme.FILE) {
      return Optional.empty();
    }
    var path = url.startsWith("file:") ? Path.of(URI.create(url).getPath()) : Path.of(url);
    return RepositoryFormat.reasonNotToFollow(path)
        .map(
            why -> "Cannot follow the branch '%s' of '%s', because %s".formatted(branch, url, why));
  }

  RemoteUrl remoteUrl() {
    return RemoteUrl.parse(url);
  }

  String ref() {
    return BranchName.PREFIX + branch;
  }
}
