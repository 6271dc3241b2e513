package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.kafka.KafkaConnections;
import io.trueup.listener.engine.git.GitException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds problems of a well-formed configuration: what the daemon would refuse at its start, and
 * missing secrets. Starts nothing, and asks no repository and no database.
 */
public final class ConfigurationCheck {

  private final Configuration configuration;
  private final SecretReader secrets;
  private final List<String> problems = new ArrayList<>();

  private ConfigurationCheck(Configuration configuration, ProcessEnvironment environment) {
    this.configuration = configuration;
    this.secrets = new SecretReader(environment.variables());
  }

  /** The problems, one sentence each; empty when there are none. */
  public static List<String> of(Configuration configuration, ProcessEnvironment environment) {
    var check = new ConfigurationCheck(configuration, environment);
    check.address();
    check.folders();
    check.database();
    configuration.sources().values().forEach(check::source);
    KafkaConnections.problem(configuration, check.secrets, environment.clock())
        .ifPresent(check.problems::add);
    return List.copyOf(check.problems);
  }

  private void address() {
    var host = configuration.listen().host();
    try {
      var _ = InetAddress.getByName(host);
    } catch (UnknownHostException _) {
      problems.add(
          "Cannot listen on '%s', because that host is not known. Name another under 'listen'"
              .formatted(host));
    }
  }

  private void folders() {
    var data = configuration.dataFolder();
    if (Files.exists(data) && !(Files.isDirectory(data) && Files.isWritable(data))) {
      problems.add(
          "Cannot use the data folder %s, because it is no folder that this user may write to"
              .formatted(data));
    }
    var credentials = configuration.credentials();
    if (credentials != null && !(Files.isDirectory(credentials) && Files.isReadable(credentials))) {
      problems.add(
          "Cannot use the credentials in %s, because it is no folder that this user may read"
              .formatted(credentials));
    }
  }

  private void database() {
    var database = configuration.database();
    if (database != null) {
      secret("The password of the database", database.password());
    }
  }

  private void source(Configuration.Source source) {
    try {
      FollowedSource.remote(configuration, source, secrets)
          .reasonNotToFollow()
          .ifPresent(it -> problems.add("Source '%s': %s".formatted(source.id(), it)));
    } catch (GitException e) {
      problems.add("Source '%s': %s".formatted(source.id(), e.getMessage()));
    }
    source.webhook().secrets().forEach(it -> webhookSecret(source, it.place()));
    var api = source.forgeApi();
    if (api != null) {
      secret("The token for the forge of source '%s'".formatted(source.id()), api.token());
    }
    switch (source.authentication()) {
      case Authentication.None() -> {}
      case Authentication.Token(_, var token) ->
          secret("The token of source '%s'".formatted(source.id()), token);
      case Authentication.SshKey(var key, var knownHosts) -> {
        file("The ssh key of source '%s'".formatted(source.id()), key);
        file("The known hosts of source '%s'".formatted(source.id()), knownHosts);
      }
    }
  }

  private void webhookSecret(Configuration.Source source, SecretReference reference) {
    var what = "A webhook secret of source '%s'".formatted(source.id());
    secret(what, reference);
    secrets
        .read(reference)
        .flatMap(it -> ForgeReaders.flaw(source.webhook().forge(), it))
        .ifPresent(flaw -> problems.add("%s cannot be used: %s".formatted(what, flaw)));
  }

  private void secret(String what, SecretReference reference) {
    if (reference instanceof SecretReference.InFile(var file) && !isReadable(file)) {
      file(what, file);
    } else if (secrets.read(reference).isEmpty()) {
      problems.add(
          "%s is missing: the %s is %s"
              .formatted(
                  what,
                  SecretReader.describe(reference),
                  reference instanceof SecretReference.InFile ? "empty" : "not set, or empty"));
    }
  }

  private void file(String what, Path file) {
    if (!isReadable(file)) {
      problems.add(
          "%s cannot be read: %s %s"
              .formatted(
                  what,
                  file,
                  Files.exists(file) ? "is no file that this user may read" : "does not exist"));
    }
  }

  private static boolean isReadable(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file);
  }
}
