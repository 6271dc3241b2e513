package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rare kinds of repositories, with a daemon whose locale is C. */
class UnusualRepositoriesTest {

  private static final String BRANCH = "grüße/straße";

  @Test
  void followsWhatGitFollowsAndNamesWhatItCannot() {
    Site.play(
        "unusual-repositories",
        site -> {
          site.copySample();
          var commit = site.clone.publish("Begin");
          git(
              site.folder.resolve("git/model.git"),
              "create refs/heads/%s %s\n".formatted(BRANCH, commit),
              "update-ref",
              "--stdin");
          site.clone.publish("Go on");
          var git = site.folder.resolve("git");
          git(git, "", "clone", "-q", "--bare", "--depth=1", site.git.url("model"), "cut.git");
          git(git, "", "init", "-q", "--bare", "--object-format=sha256", "-b", "main", "long.git");
          site.write("hosts", "127.0.0.1 git_server\n127.0.0.1 localhost\n");

          var daemon =
              site.start(
                  site.configuration(
                      "trueup.yaml",
                      "data",
                      site.state.jdbcUrl(),
                      source(
                          Site.SOURCE,
                          site.git.url("model").replace("127.0.0.1", "git_server"),
                          BRANCH),
                      source("cut", site.git.url("cut"), "main"),
                      source("long", site.git.url("long"), "main")),
                  Map.of(
                      "LC_ALL",
                      "C",
                      "JDK_JAVA_OPTIONS",
                      "-Djdk.net.hosts.file=" + site.folder.resolve("hosts")));

          Await.until(
              "a refresh of all sources",
              () ->
                  daemon.log().contains("version 1 of 'northwind'")
                      && daemon.log().contains("Source 'cut'")
                      && daemon.log().contains("Source 'long'"));
          assertThat(daemon.log())
              .contains(
                  "because it is a shallow clone, whose history is cut off. Run 'git fetch"
                      + " --unshallow' in it, or follow the repository that it was cloned from")
              .doesNotContain("damaged", "Exception");
          site.talkTo(daemon);
          var status = site.client().read("/api/v1/status").body().toString();
          assertThat(status)
              .contains("shallow clone")
              .contains(
                  "because it uses SHA-256 object ids (object-format=sha256), which are not"
                      + " supported. Follow a repository with SHA-1 object ids");
          AuditStory.assertCleanLogs(site);
        });
  }

  private static String source(String name, String url, String branch) {
    return Site.source(name, url, branch, "poll-every: 2s");
  }

  /** Runs git, whose arguments are ASCII, since this process may be unable to spell others. */
  private static void git(Path folder, String input, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=a@a"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
