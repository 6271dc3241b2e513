package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of repositories and branches that could never be followed. */
class RepositoryReaderTest {

  private static final String FORMS =
      " [configuration.repository]. Write https://host/path, ssh://user@host/path,"
          + " user@host:path, or the path of a local repository";

  private static List<String> problems(String source) {
    var yaml =
        """
        sources:
          acme:
            webhook: {allow-unsigned: true}
        """
            + source.indent(4);
    return ConfigurationReader.read(
            "trueup.yaml", Path.of("/etc/trueup"), yaml.getBytes(StandardCharsets.UTF_8))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void saysWhereAnAddressIsOfAnotherKind() {
    assertThat(
            problems(
                """
                repository: ftp://host/repo
                branch: main
                """))
        .containsExactly(
            "trueup.yaml:4:17: error: Source 'acme': Cannot use the URL of the repository. The"
                + " scheme 'ftp' is not allowed"
                + FORMS);
  }

  @Test
  void repeatsNoPassword() {
    assertThat(
            problems(
                """
                repository: https://bot:swordfish@host/repo
                branch: main
                """))
        .containsExactly(
            "trueup.yaml:4:17: error: Source 'acme': Cannot use the URL of the repository. It"
                + " holds a user; give credentials as a secret of their own"
                + FORMS);
  }

  @Test
  void saysWhereABranchIsNone() {
    assertThat(
            problems(
                """
                repository: https://host/repo
                branch: refs/heads/main
                """))
        .containsExactly(
            "trueup.yaml:5:13: error: Source 'acme': Cannot follow the branch 'refs/heads/main':"
                + " that is not a branch's name [configuration.repository]. Write it as 'main' or"
                + " 'release/2026', without refs/heads/");
  }

  @Test
  void saysWhereALoginDoesNotFitTheAddress() {
    assertThat(
            problems(
                """
                repository: ssh://git@host/repo
                branch: main
                authentication: {token: {file: t}}
                """))
        .containsExactly(
            "trueup.yaml:6:21: error: Source 'acme': Cannot use a token with"
                + " 'ssh://git@host/repo': tokens are for https [configuration.repository]. Write"
                + " the address as https://host/path, or log in otherwise");
    assertThat(
            problems(
                """
                repository: https://host/repo
                branch: main
                authentication: {ssh-key: k, known-hosts: h}
                """))
        .containsExactly(
            "trueup.yaml:6:21: error: Source 'acme': Cannot use an ssh key with"
                + " 'https://host/repo': keys are for ssh [configuration.repository]. Write the"
                + " address as ssh://user@host/path, or log in otherwise");
    assertThat(
            problems(
                """
                repository: git@host:repo
                branch: main
                """))
        .containsExactly(
            "trueup.yaml:4:17: error: Source 'acme': Cannot use 'git@host:repo' without a key"
                + " [configuration.repository]. Name a private key file and a known_hosts file");
  }

  @Test
  void saysALoginThatCannotBeReadOnce() {
    assertThat(
            problems(
                """
                repository: git@host:repo
                branch: main
                authentication: {ssh-key: k}
                """))
        .singleElement()
        .asString()
        .contains("[configuration.authentication]");
  }

  @Test
  void saysAllProblemsAtOnce() {
    assertThat(
            problems(
                """
                repository: ftp://host/repo
                branch: a..b
                poll-every: never
                """))
        .hasSize(3);
  }
}
