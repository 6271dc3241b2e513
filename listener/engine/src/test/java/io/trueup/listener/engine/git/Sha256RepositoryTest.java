package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trueup.listener.engine.git.GitException.Category;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose object ids are of SHA-256, which JGit cannot read. */
class Sha256RepositoryTest extends GitFixture {

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void namesOneOverHttpInEitherProtocol(int protocol) throws Exception {
    sha256Repository();

    assertNamed(server.url("sha256"), protocol);
  }

  @Test
  void namesOneThatIsEmptyOverHttp() throws Exception {
    var bare = sha256Repository();
    GitWorkTree.in(bare).git("update-ref", "-d", "refs/heads/main");

    assertNamed(server.url("sha256"), 2);
  }

  @Test
  void namesOneOfThisMachine() throws Exception {
    var bare = sha256Repository();

    assertNamed(bare.toString(), 2);
  }

  @Test
  void refusesToReadOneForACheck() throws Exception {
    var bare = sha256Repository();

    for (var repository : List.of(bare, folder.resolve("sha256"))) {
      assertThatThrownBy(() -> LocalRepository.find(repository))
          .hasMessage(
              "Cannot read the repository '%s', because it uses SHA-256 object ids (object-format=sha256), which are not supported. Check a repository with SHA-1 object ids, git's default, or folders of files"
                  .formatted(repository));
    }
  }

  private void assertNamed(String url, int protocol) throws Exception {
    mirror.close();
    useProtocol(protocol);
    mirror = GitMirror.open(remote(url, AMPLE));

    var failure = catchThrowableOfType(GitException.class, () -> mirror.resolveHead());

    assertThat(failure)
        .hasMessage(
            "Cannot look up the branch 'main' of '%s', because it uses SHA-256 object ids (object-format=sha256), which are not supported. Follow a repository with SHA-1 object ids, git's default; 'git fast-export --all' and 'git fast-import' copy a history into one"
                .formatted(url));
    assertThat(failure.category()).isEqualTo(Category.REFUSED);
  }
}
