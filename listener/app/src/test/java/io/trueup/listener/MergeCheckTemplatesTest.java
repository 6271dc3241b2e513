package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.ModelFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Runs the scripts of the templates in deploy/ against a real remote and the branch of a fork. */
class MergeCheckTemplatesTest extends ModelFixture {

  private static final Path GITHUB = Path.of("../../deploy/github/trueup-check.yaml");
  private static final Path GITLAB = Path.of("../../deploy/gitlab/trueup-check.gitlab-ci.yml");

  /**
   * Replaces docker: drops the image name and the words before it, and uses the real folders of
   * volumes.
   */
  private static final String DOCKER =
      """
      #!/usr/bin/env bash
      printf '%s\\n' "$@" > "$RUNNER_TEMP/docker-arguments"
      while [ "$1" != "$TRUEUP_IMAGE" ]; do shift; done
      shift
      arguments=()
      for argument in "$@"; do
        argument=${argument/=\\/model.git/=$RUNNER_TEMP\\/model.git}
        arguments+=("${argument/=\\/summary.md/=$GITHUB_STEP_SUMMARY}")
      done
      exec trueup "${arguments[@]}"
      """;

  private final Map<String, String> environment = new HashMap<>();
  private Path bin = Path.of("");
  private Path work = Path.of("");

  @BeforeEach
  void serveTheModel() throws Exception {
    var remote = folder.resolve("srv/acme/model.git");
    Files.createDirectories(remote.getParent());
    ada.git("clone", "-q", "--bare", ".", remote.toString());
    ada.git("-C", remote.toString(), "config", "uploadpack.allowAnySHA1InWant", "true");
    ada.git("remote", "set-url", "origin", remote.toString());
    bin = Files.createDirectory(folder.resolve("bin"));
    work = Files.createDirectory(folder.resolve("work"));
    script("docker", DOCKER);
    script(
        "trueup",
        "#!/bin/sh\nexec '%s/bin/java' -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp '%s' io.trueup.listener.Main \"$@\"\n"
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("RUNNER_TEMP", work.toString());
    environment.put("GITHUB_STEP_SUMMARY", work.resolve("summary.md").toString());
    environment.put("TRUEUP_IMAGE", "image@sha256:0");
    environment.put("MODEL_ROOT", "");
  }

  private void script(String name, String content) throws IOException {
    var file = Files.writeString(bin.resolve(name), content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The output of a script, including errors, and its exit status. */
  private record Run(int status, String output) {}

  private Run bash(String script) throws Exception {
    var builder =
        new ProcessBuilder("bash", "-c", script).directory(work.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static Object yaml(Path file) throws IOException {
    var load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
    return Objects.requireNonNull(load.loadFromString(Files.readString(file)));
  }

  /** The value at a path of keys and indexes. */
  private static Object at(Object value, Object... way) {
    @Nullable Object found = value;
    for (var step : way) {
      found =
          step instanceof Integer index
              ? ((List<?>) Objects.requireNonNull(found)).get(index)
              : ((Map<?, ?>) Objects.requireNonNull(found)).get(step);
    }
    return Objects.requireNonNull(found);
  }

  /** Pushes a change to the ref where a forge keeps the head of a pull request. */
  private String pullRequest(String branch) {
    var head = ada.commit("Change " + branch);
    ada.git("push", "-q", "origin", "HEAD:refs/pull/1/head");
    return head;
  }

  private Run checkOnGitHub(String head, String repository, String branch) throws Exception {
    environment.put("SERVER", "file://" + folder.resolve("srv"));
    environment.put("REPOSITORY", "acme/model");
    environment.put("TOKEN", "secret");
    environment.put("BASE", ada.git("ls-remote", "origin", "refs/heads/main").substring(0, 40));
    environment.put("HEAD", head);
    environment.put("SOURCE_REPOSITORY", repository);
    environment.put("SOURCE_BRANCH", branch);
    var steps = at(yaml(GITHUB), "jobs", "trueup-check", "steps");
    var fetched = bash((String) at(steps, 0, "run"));
    if (fetched.status() != 0) {
      return fetched;
    }
    // The forge's address becomes the source's; a local one has no host.
    environment.put("SERVER", "https://github.com");
    return bash((String) at(steps, 1, "run"));
  }

  @Test
  void checksAForksPullRequestOnGitHub() throws Exception {
    edit("usa/sales.yaml", "      city: varchar(15)\n", "");
    var head = pullRequest("fix");

    var run = checkOnGitHub(head, "northwind/sales", "main");

    assertThat(run.output())
        .contains("::error file=usa/sales.yaml,line=24,col=5,title=compatibility.column-removed::")
        .doesNotContain("secret");
    assertThat(run.status()).isEqualTo(1);
    assertThat(work.resolve("summary.md")).content().startsWith("## Merge check: rejected");
    assertThat(Files.readAllLines(work.resolve("docker-arguments")))
        .contains("--network", "none", "--read-only", "--source=github.com/northwind/sales@main");
  }

  @Test
  void checksWhatAMergeWouldGiveWhenTheBaseWentOn() throws Exception {
    ada.git("switch", "-qc", "fork");
    edit(
        "usa/sales.yaml",
        "      city: varchar(15)\n",
        "      city: varchar(15)\n      fax: varchar(24)\n");
    var head = pullRequest("fork");
    ada.git("switch", "-q", "main");
    edit(
        "uk/logistics.yaml",
        "      phone: varchar(24)\n",
        "      phone: varchar(24)\n      web: varchar(40)\n");
    ada.publish("The base goes on");

    var run = checkOnGitHub(head, "northwind/sales", "main");

    assertThat(run).isEqualTo(new Run(0, "Accepted: no errors, no warnings\n"));
  }

  @Test
  void executesNothingThatAPullRequestBringsOrIsCalled() throws Exception {
    var evil = folder.resolve("evil");
    ada.write(".gitattributes", "*.yaml filter=evil diff=evil merge=evil\n");
    ada.write(".gitconfig", "[filter \"evil\"]\n\tsmudge = touch %s\n".formatted(evil));
    ada.write(".git-hooks/post-checkout", "#!/bin/sh\ntouch %s\n".formatted(evil));
    ada.write(
        ".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::touch %s\n".formatted(evil));
    ada.write("trueup", "#!/bin/sh\ntouch %s\n".formatted(evil));
    edit(
        "usa/sales.yaml",
        "      city: varchar(15)\n",
        "      city: varchar(15)\n      fax: varchar(24)\n");
    var head = pullRequest("evil");

    var branch = "x$(touch\t%s)`touch\t%s`;touch${IFS}%s".formatted(evil, evil, evil);
    var named = checkOnGitHub(head, "northwind/sales", branch);
    var honest = checkOnGitHub(head, "northwind/sales", "main");

    assertThat(named.status()).isEqualTo(2);
    assertThat(named.output()).contains("is not a repository and branch");
    assertThat(honest.status()).isZero();
    assertThat(evil).doesNotExist();
  }

  @Test
  void refusesWhatIsNoCommitAndWhatConflicts() throws Exception {
    assertThat(checkOnGitHub("--upload-pack=touch x", "a/b", "main").status()).isEqualTo(2);

    ada.git("switch", "-qc", "fork");
    edit("usa/sales.yaml", "varchar(30)", "varchar(31)");
    var head = pullRequest("fork");
    ada.git("switch", "-q", "main");
    edit("usa/sales.yaml", "varchar(30)", "varchar(32)");
    ada.publish("The base goes on");
    var conflict = checkOnGitHub(head, "northwind/sales", "main");

    assertThat(conflict.status()).isEqualTo(1);
    assertThat(conflict.output()).contains("conflicts with its base");
  }

  @Test
  void grantsNothingButReadingAndPutsNoEventIntoAScript() throws Exception {
    var workflow = yaml(GITHUB);

    assertThat(at(workflow, "permissions")).isEqualTo(Map.of("contents", "read"));
    assertThat(Files.readString(GITHUB)).doesNotContain("uses:").doesNotContain("secrets.");
    for (var step : List.of(0, 1)) {
      var run = (String) at(workflow, "jobs", "trueup-check", "steps", step, "run");
      assertThat(Pattern.compile("\\$\\{\\{").matcher(run).find()).isFalse();
    }
  }

  @Test
  void checksAForksMergeRequestOnGitLab() throws Exception {
    edit("usa/sales.yaml", "      city: varchar(15)\n", "");
    environment.put("CI_COMMIT_SHA", pullRequest("fix"));
    environment.put("CI_SERVER_URL", "file://" + folder.resolve("srv"));
    environment.put("CI_SERVER_HOST", "gitlab.com");
    environment.put("CI_JOB_TOKEN", "secret");
    environment.put("CI_MERGE_REQUEST_PROJECT_PATH", "acme/model");
    environment.put("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main");
    environment.put("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "group/sub/sales");
    environment.put("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "fix");
    var pipeline = yaml(GITLAB);

    var fetched = bash((String) at(pipeline, "trueup-fetch", "script", 0));
    var checked = bash((String) at(pipeline, "trueup-check", "script", 0));

    assertThat(fetched).isEqualTo(new Run(0, ""));
    assertThat(checked.status()).isEqualTo(1);
    assertThat(checked.output())
        .contains("compatibility.column-removed")
        .contains("'gitlab.com/group/sub/sales@fix' owns nothing");
    assertThat(work.resolve("trueup-check.md")).content().contains("rejected");
    assertThat(at(pipeline, "variables", "GIT_STRATEGY")).isEqualTo("none");
  }
}
