package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trueup.listener.engine.git.GitException.Category;
import io.trueup.listener.gitserver.Fault;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.gitserver.GitRequest;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitFailureTest extends GitFixture {

  private static final String CANARY = "s3cr3t-canary";

  @Test
  void abandonsARemoteThatHangsInTheMiddleOfAPack() {
    var commit = publish("noise.txt", noise());
    reopen(Duration.ofSeconds(2));
    server.injectFault(GitRequest.FETCH, new Fault.Hang(10_000));

    var failure = failureOf(() -> mirror.fetch(commit));

    assertThat(failure.category()).isEqualTo(Category.TIMEOUT);
    assertThat(failure)
        .hasMessage(
            "Cannot fetch the branch 'main' of '%s', because it timed out after 2 s. Trueup retries; if the repository is large, raise 'timing.git-timeout'"
                .formatted(server.url("model")));
    assertThat(mirror.fetch(commit)).isEqualTo(new FetchOutcome.Fetched(commit));
  }

  @Test
  void takesNothingOfADamagedPack() {
    var commit = publish("noise.txt", noise());
    server.injectFault(GitRequest.FETCH, new Fault.Garble(10_000));
    server.injectFault(GitRequest.FETCH, new Fault.Cut(10_000));

    assertThat(failureOf(() -> mirror.fetch(commit)).category())
        .isIn(Category.CORRUPT, Category.UNREACHABLE);
    assertThat(failureOf(() -> mirror.fetch(commit)).category())
        .isIn(Category.CORRUPT, Category.UNREACHABLE);
    assertThat(mirrorFolder().resolve("repository/refs/trueup/head")).doesNotExist();
    assertThat(mirror.fetch(commit)).isEqualTo(new FetchOutcome.Fetched(commit));
  }

  @Test
  void honoursABusyRemote() {
    publish("a.yaml", "a");
    server.injectFault(GitRequest.DISCOVERY, new Fault.Answer(429, Map.of("Retry-After", "17")));
    server.injectFault(GitRequest.DISCOVERY, new Fault.Answer(503, Map.of()));
    server.injectFault(GitRequest.DISCOVERY, new Fault.Answer(500, Map.of()));

    var busy = failureOf(() -> mirror.resolveHead());
    assertThat(busy.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(busy.retryAfter()).contains(Duration.ofSeconds(17));
    assertThat(failureOf(() -> mirror.resolveHead()).retryAfter()).isEmpty();
    assertThat(failureOf(() -> mirror.resolveHead()).category()).isEqualTo(Category.UNREACHABLE);
    assertThat(mirror.resolveHead()).isInstanceOf(RemoteHead.At.class);
  }

  @Test
  void saysThatTheRepositoryIsNotThere() {
    mirror.close();
    mirror = GitMirror.open(remote(server.url("nothing"), AMPLE));

    var failure = failureOf(() -> mirror.resolveHead());

    assertThat(failure.category()).isEqualTo(Category.NOT_FOUND);
    assertThat(failure)
        .hasMessage(
            "Cannot look up the branch 'main' of '%s', because there is no such repository, or our credentials may not see it. Check the URL and the rights of the token or key"
                .formatted(server.url("nothing")));
  }

  @Test
  void saysThatALocalRepositoryIsNotThere() throws Exception {
    var file = Files.writeString(folder.resolve("bundle"), "# v2 git bundle\n");
    for (var path : new Path[] {folder.resolve("nowhere"), file}) {
      mirror.close();
      mirror = GitMirror.open(remote(path.toString(), AMPLE));

      assertThat(failureOf(() -> mirror.resolveHead()).category()).isEqualTo(Category.NOT_FOUND);
    }
  }

  @Test
  void saysThatTheServerIsDown() {
    server.close();

    assertThat(failureOf(() -> mirror.resolveHead()).category()).isEqualTo(Category.UNREACHABLE);
  }

  @Test
  void asksForTheTokenEachTimeAndNeverShowsIt() throws Exception {
    var token = new AtomicReference<>(new Secret(CANARY));
    var served = Files.createDirectory(folder.resolve("protected"));
    try (var protectedServer = GitHttpServer.serveProtected(served, new Secret("renewed"))) {
      protectedServer.createRepository("model", "main");
      var url = protectedServer.url("model");
      var bob = GitWorkTree.create(folder.resolve("bob"), url.replace("//", "//x:renewed@"));
      var commit = bob.write("a.yaml", "a").publish("First");
      var authentication =
          new GitAuthentication.Token(GitAuthentication.Token.DEFAULT_USER, token::get);
      var remote =
          new GitRemote(url, "main", authentication, AMPLE, folder.resolve("protected-mirror"));
      try (var guarded = GitMirror.open(remote)) {
        var failure = failureOf(guarded::resolveHead);
        token.set(new Secret("renewed"));

        assertThat(failure.category()).isEqualTo(Category.AUTHENTICATION);
        assertThat(failure).hasStackTraceContaining("rejects our credentials");
        assertThat(stackTrace(failure)).doesNotContain(CANARY);
        assertThat(guarded.resolveHead()).isEqualTo(new RemoteHead.At(new CommitId(commit)));
        assertThat(remote.toString()).doesNotContain("renewed");
      }
    }
  }

  @Test
  void neverFollowsARedirectToAnotherHost() throws Exception {
    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (var other = GitHttpServer.serve(elsewhere)) {
      other.createRepository("model", "main");
      for (var status : new int[] {301, 302, 307, 308}) {
        var location = other.url("model") + "/info/refs?service=git-upload-pack";
        server.injectFault(
            GitRequest.DISCOVERY, new Fault.Answer(status, Map.of("Location", location)));

        var failure = failureOf(() -> mirror.resolveHead());

        assertThat(failure.category()).isEqualTo(Category.REFUSED);
        assertThat(failure).hasMessageContaining("it redirects to another host");
      }
      assertThat(other.requestCount(GitRequest.DISCOVERY)).isZero();
    }
  }

  @Test
  void followsARedirectOnTheSameHost() {
    publish("a.yaml", "a");
    var location = server.url("model") + "/info/refs?service=git-upload-pack";
    server.injectFault(GitRequest.DISCOVERY, new Fault.Answer(301, Map.of("Location", location)));

    assertThat(mirror.resolveHead()).isInstanceOf(RemoteHead.At.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c touch% /tmp/pwned",
        "ssh://-oProxyCommand=touch/x",
        "ssh://git@-oProxyCommand=x/y",
        "-u",
        "--upload-pack=touch",
        "git@host:-oProxyCommand=x",
        "-git@host:repo",
        "git://host/repo",
        "ftp://host/repo",
        "amazon-s3://bucket/repo",
        "http://169.254.169.254/x?token=" + CANARY,
        "https://user:" + CANARY + "@host/repo",
        "https://" + CANARY + "@host/repo",
        "ssh://git:" + CANARY + "@host/repo",
        "https://ho st/" + CANARY,
        "https:///repo",
        "fd::17",
        "a\nb",
        " ",
      })
  void refusesAUrlOfAnotherKind(String url) {
    var failure = failureOf(() -> remote(url, AMPLE));

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure).hasMessageStartingWith("Cannot use the URL of the repository. ");
    assertThat(stackTrace(failure)).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git_server/repo",
        "https://git_server.corp:8443/repo",
        "ssh://git@git_server:22/repo",
        "git@git_server:repo",
        "https://[::1]:8443/repo",
      })
  void takesHostsAsGitDoes(String url) {
    assertThat(RemoteUrl.parse(url).value()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://user:CANARY@git_server/repo", "https://a@git_server/repo"})
  void takesNoUserWithSuchAHostEither(String url) {
    assertThat(failureOf(() -> remote(url, AMPLE)))
        .hasMessageContaining("It holds a user; give credentials as a secret of their own");
  }

  @Test
  void saysBeforeItAsksThatARepositoryOfThisMachineIsShallow() throws Exception {
    var local =
        new GitRemote(repository.toString(), "main", new GitAuthentication.None(), AMPLE, folder);
    assertThat(local.reasonNotToFollow()).isEmpty();

    Files.writeString(repository.resolve("shallow"), "1234567890".repeat(4) + "\n");

    assertThat(local.reasonNotToFollow())
        .hasValue(
            "Cannot follow the branch 'main' of '%s', because it is a shallow clone, whose history is cut off. Run 'git fetch --unshallow' in it, or follow the repository that it was cloned from"
                .formatted(repository));
  }

  @Test
  void saysBeforeItAsksThatARepositoryOfThisMachineIsOfAnotherFormat() throws Exception {
    var config = repository.resolve("config");
    Files.writeString(config, Files.readString(config) + "[extensions]\n\tobjectFormat = sha256\n");
    var local =
        new GitRemote(repository.toString(), "main", new GitAuthentication.None(), AMPLE, folder);

    assertThat(local.reasonNotToFollow().orElseThrow())
        .contains("it uses SHA-256 object ids (object-format=sha256)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refs/heads/main", "a..b", "", "-x", "a b", "x.lock", "a\u0000b"})
  void refusesWhatIsNoBranchName(String branch) {
    var failure =
        failureOf(() ->
            new GitRemote("https://host/r", branch, new GitAuthentication.None(), AMPLE, folder));

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
  }

  @Test
  void readsNoConfigurationOfTheUserOrTheSystem() throws Exception {
    var system = SystemReader.getInstance();

    assertThat(system.getUserConfig().getSections()).isEmpty();
    assertThat(system.getSystemConfig().getSections()).isEmpty();
    assertThat(system.getenv("PATH")).isNull();
    assertThat(FS.FileStoreAttributes.get(folder).getFsTimestampResolution())
        .isEqualTo(Duration.ofSeconds(2));
  }

  private static GitException failureOf(ThrowingCallable work) {
    return catchThrowableOfType(GitException.class, work);
  }

  private static String stackTrace(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String noise() {
    var noise = new StringBuilder();
    new Random(1).ints(300_000, 33, 126).forEach(c -> noise.append((char) c));
    return noise.toString();
  }
}
