package io.trueup.listener.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {

  private static final ProcessEnvironment SURROUNDINGS =
      new ProcessEnvironment(
          Map.of("EMPTY", " ", "TOKEN", "secret")::get, InstantSource.system(), "test", null);

  @TempDir Path folder;

  private List<String> check(String text) {
    var read = ConfigurationReader.read("trueup.yaml", folder, text.getBytes(UTF_8));
    assertThat(read.problems()).isEmpty();
    return ConfigurationCheck.of(Objects.requireNonNull(read.configuration()), SURROUNDINGS);
  }

  @Test
  void findsNothingWrongWithWhatCanStart() throws IOException {
    Files.writeString(folder.resolve("secret"), "s3cret");

    assertThat(
            check(
                """
                sources:
                  acme:
                    repository: https://github.com/acme/model.git
                    branch: main
                    authentication: {token: {env: TOKEN}}
                    webhook: {secrets: [{file: secret}]}
                """))
        .isEmpty();
  }

  @Test
  void findsAllThatTheDaemonWouldRefuse() throws IOException {
    Files.writeString(folder.resolve("empty"), "\n");

    assertThat(
            check(
                """
                listen: {host: no_such_host.invalid}
                data-folder: empty
                credentials: nowhere
                database: {url: 'jdbc:postgresql://db/trueup', user: trueup, password: {env: EMPTY}}
                sources:
                  hook:
                    repository: https://github.com/acme/model.git
                    branch: main
                    webhook: {secrets: [{file: missing}, {file: empty}]}
                  key:
                    repository: ssh://git@github.com/acme/model.git
                    branch: main
                    authentication: {ssh-key: id, known-hosts: hosts}
                    webhook: {allow-unsigned: true}
                  url:
                    repository: https://host/repo
                    branch: main
                    authentication: {token: {env: NOT_SET}}
                    webhook: {allow-unsigned: true}
                """))
        .containsExactly(
            "Cannot listen on 'no_such_host.invalid', because that host is not known. Name another"
                + " under 'listen'",
            "Cannot use the data folder %s/empty, because it is no folder that this user may write to"
                .formatted(folder),
            "Cannot use the credentials in %s/nowhere, because it is no folder that this user may read"
                .formatted(folder),
            "The password of the database is missing: the environment variable EMPTY is not set, or"
                + " empty",
            "A webhook secret of source 'hook' cannot be read: %s/missing does not exist"
                .formatted(folder),
            "A webhook secret of source 'hook' is missing: the file %s/empty is empty"
                .formatted(folder),
            "The ssh key of source 'key' cannot be read: %s/id does not exist".formatted(folder),
            "The known hosts of source 'key' cannot be read: %s/hosts does not exist"
                .formatted(folder),
            "The token of source 'url' is missing: the environment variable NOT_SET is not set, or"
                + " empty");
  }

  @Test
  void findsAGitLabSigningTokenThatCannotSign() throws IOException {
    Files.writeString(folder.resolve("signing"), "whsec_swordfish!");
    Files.writeString(folder.resolve("good"), "whsec_MDEyMzQ1Njc4OWFiY2RlZg==");

    var yaml =
        """
        sources:
          lab:
            repository: https://gitlab.acme.example/data/model.git
            branch: main
            webhook: {forge: gitlab, secrets: [{file: good}, {file: signing}]}
        """;
    assertThat(check(yaml))
        .containsExactly(
            "A webhook secret of source 'lab' cannot be used: it begins with whsec_, like a signing"
                + " token, and is not Base64 after that");
    assertThat(check(yaml.replace("gitlab, ", "gitea, "))).isEmpty();
  }
}
