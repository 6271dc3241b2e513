package io.trueup.listener.lab.bench;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Mirrors of generated repositories, as a daemon has them. */
final class BenchMirror {

  private static final Duration GIT_TIMEOUT = Duration.ofMinutes(30);

  private BenchMirror() {}

  /** The mirror in a folder, which has all that is needed. */
  static GitMirror open(Path folder) {
    return of("http://localhost/none", folder);
  }

  /** The mirror of a repository. */
  static GitMirror of(String url, Path folder) {
    return GitMirror.open(
        new GitRemote(url, "main", new GitAuthentication.None(), GIT_TIMEOUT, folder));
  }

  static void fetch(GitMirror mirror, CommitId commit) {
    if (!(mirror.fetch(commit) instanceof FetchOutcome.Fetched)) {
      throw new BenchException("Cannot fetch commit %s".formatted(commit), null);
    }
  }

  /** The repository in a mirror's folder, to read it by git's library alone. */
  static Repository repository(Path folder) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(folder.resolve("repository").toFile())
        .setBare()
        .setMustExist(true)
        .build();
  }
}
