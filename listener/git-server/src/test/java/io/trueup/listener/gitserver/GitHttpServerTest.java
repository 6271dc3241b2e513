package io.trueup.listener.gitserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.platforms.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GitHttpServerTest {

  @TempDir Path folder;
  @TempDir Path work;

  @Test
  void servesPushedCommits() {
    try (var server = GitHttpServer.serve(folder)) {
      server.createRepository("model", "main");
      var ada = GitWorkTree.create(work.resolve("ada"), server.url("model"));
      var bob = GitWorkTree.create(work.resolve("bob"), server.url("model"));

      var commit = ada.write("a.yaml", "kind: Ecosystem\n").publish("First");
      bob.git("fetch", "-q", "origin");

      assertThat(bob.git("rev-parse", "origin/main")).isEqualTo(commit);
      assertThat(server.requestCount(GitRequest.PUSH)).isEqualTo(1);
      assertThat(server.requestCount(GitRequest.LIST)).isEqualTo(1);
      assertThat(server.requestCount(GitRequest.FETCH)).isEqualTo(1);
    }
  }

  @Test
  void acceptsAChunkedPush() {
    try (var server = GitHttpServer.serve(folder)) {
      server.createRepository("model", "main");
      var ada = GitWorkTree.create(work.resolve("ada"), server.url("model"));
      var noise = new StringBuilder();
      new Random(1).ints(2_000_000, 33, 126).forEach(c -> noise.append((char) c));

      ada.write("large.txt", noise.toString()).publish("More than git's post buffer");
      var listed = ada.git("ls-remote", "origin");

      assertThat(listed).contains("refs/heads/main");
    }
  }

  @Test
  void refusesAWrongToken() {
    try (var server = GitHttpServer.serveProtected(folder, new Secret("right"))) {
      server.createRepository("model", "main");
      var url = server.url("model");
      var ada = GitWorkTree.create(work.resolve("ada"), url);

      var wrong = ada.run("ls-remote", url.replace("//", "//x:wrong@"));
      var none = ada.run("ls-remote", url);
      var right = ada.run("ls-remote", url.replace("//", "//x:right@"));

      assertThat(wrong.status()).isEqualTo(128);
      assertThat(wrong.output()).contains("Authentication failed");
      assertThat(none.status()).isEqualTo(128);
      assertThat(right.status()).isZero();
    }
  }

  @Test
  void answersNotFoundForAMissingRepository() {
    try (var server = GitHttpServer.serve(folder)) {
      var ada = GitWorkTree.create(work.resolve("ada"), server.url("nothing"));

      assertThat(ada.run("ls-remote", "origin").output()).contains("not found");
      assertThat(ada.run("ls-remote", server.url("../../etc")).status()).isEqualTo(128);
    }
  }

  @Test
  void injectsFaults() {
    try (var server = GitHttpServer.serve(folder)) {
      server.createRepository("model", "main");
      var ada = GitWorkTree.create(work.resolve("ada"), server.url("model"));
      var bob = GitWorkTree.create(work.resolve("bob"), server.url("model"));
      ada.write("a.yaml", "kind: Ecosystem\n".repeat(100)).publish("First");

      server.injectFault(GitRequest.DISCOVERY, new Fault.Answer(503, Map.of("Retry-After", "7")));
      server.injectFault(GitRequest.FETCH, new Fault.Cut(100));
      server.injectFault(GitRequest.FETCH, new Fault.Garble(100));
      server.injectFault(GitRequest.FETCH, new Fault.Delay(Duration.ofMillis(1)));

      assertThat(bob.run("fetch", "origin").output()).contains("503");
      assertThat(bob.run("fetch", "origin").status()).isNotZero();
      assertThat(bob.run("fetch", "origin").status()).isNotZero();
      assertThat(bob.run("fetch", "origin").status()).isZero();
    }
  }
}
