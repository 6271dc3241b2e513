package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /** A repository with a commit, whose object ids are of SHA-256. */
  Path sha256Repository() throws IOException {
    var bare = Files.createDirectory(folder.resolve("served/sha256.git"));
    GitWorkTree.in(bare).git("init", "-q", "--bare", "--object-format=sha256", "-b", "main");
    var tree = GitWorkTree.in(Files.createDirectory(folder.resolve("sha256")));
    tree.git("init", "-q", "--object-format=sha256", "-b", "main");
    tree.git("remote", "add", "origin", bare.toString());
    tree.publish("Begin");
    return bare;
  }

  /** Sets which protocol of git the mirror speaks from when it is opened next. */
  void useProtocol(int protocol) throws IOException {
    Files.writeString(
        mirrorFolder().resolve("repository/config"),
        "[protocol]\n\tversion = %d\n".formatted(protocol),
        StandardOpenOption.APPEND);
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
