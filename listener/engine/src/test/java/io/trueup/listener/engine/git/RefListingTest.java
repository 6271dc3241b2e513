package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.testing.PackServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository may have millions of refs, which are not needed. */
@Timeout(60)
class RefListingTest {

  @TempDir private Path folder;

  @Test
  void neverListsAllRefsOfARepositoryThatLacksTheBranch() throws Exception {
    try (var server = PackServer.empty();
        var mirror = GitMirror.open(remote(server.url()))) {
      assertThat(mirror.resolveHead()).isEqualTo(new RemoteHead.Empty());

      assertThat(server.questions())
          .hasSize(3)
          .allSatisfy(it -> assertThat(it).contains("command=ls-refs", "ref-prefix "));
      assertThat(server.questions().stream().collect(Collectors.joining()))
          .contains("ref-prefix refs/heads/main", "ref-prefix HEAD", "ref-prefix refs/heads/")
          .doesNotContain("ref-prefix refs/0");
    }
  }

  private GitRemote remote(String url) {
    return new GitRemote(
        url,
        "main",
        new GitAuthentication.None(),
        Duration.ofSeconds(20),
        folder.resolve("mirror"));
  }
}
