package io.trueup.listener.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.testing.GitWorkTree;
import io.trueup.statestore.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A git server with one repository, somebody who pushes to it, and a mirror that follows it. */
@Timeout(60)
abstract class GitFixture {

  static final Duration AMPLE = Duration.ofSeconds(30);

  @TempDir Path folder;
  GitHttpServer server;
  Path repository;
  GitWorkTree ada;
  GitMirror mirror;

  @BeforeEach
  void startServer() throws Exception {
    server = GitHttpServer.serve(Files.createDirectory(folder.resolve("served")));
    repository = server.createRepository("model", "main");
    ada = GitWorkTree.create(folder.resolve("ada"), server.url("model"));
    mirror = GitMirror.open(remote(server.url("model"), AMPLE));
  }

  @AfterEach
  void stopServer() {
    mirror.close();
    server.close();
  }

  Path mirrorFolder() {
    return folder.resolve("mirror");
  }

  GitRemote remote(String url, Duration timeout) {
    return new GitRemote(url, "main", new GitAuthentication.None(), timeout, mirrorFolder());
  }

  /** Closes the mirror and opens it again, as another process would. */
  void reopen(Duration timeout) {
    mirror.close();
    mirror = GitMirror.open(remote(server.url("model"), timeout));
  }

  CommitId publish(String path, String content) {
    return new CommitId(ada.write(path, content).publish("Write " + path));
  }

  /** Looks and fetches, as the daemon does. */
  CommitId follow() {
    var head = mirror.resolveHead();
    assertThat(head).isInstanceOf(RemoteHead.At.class);
    var commit = ((RemoteHead.At) head).commit();
    assertThat(mirror.fetch(commit)).isEqualTo(new FetchOutcome.Fetched(commit));
    return commit;
  }
}
