package io.trueup.listener;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.kafka.Topics;
import io.trueup.listener.engine.DaemonException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Creates and checks the topics that a configuration names. */
@Command(
    name = "topics",
    description = {
      "Create and check the topics that a daemon's configuration names.",
      "Both leave topics as they are that exist."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  trueup topics create --config trueup.yaml",
      "  trueup topics check --config trueup.yaml"
    })
final class TopicsCommand implements Runnable {

  private static final int DIFFERS = 1;
  private static final int USAGE = 2;

  private final ProcessEnvironment environment;

  @Spec private @Nullable CommandSpec spec;

  TopicsCommand(ProcessEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "Name one of: create, check");
  }

  @Command(
      name = "create",
      description = "Create the topics that are missing, then check all.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = {"-c", "--config"},
              required = true,
              paramLabel = "FILE",
              description = "The configuration of the daemon.")
          Path config) {
    return withTopics(
        config,
        topics -> {
          topics.create().forEach(it -> out("Created topic '%s'".formatted(it)));
          return check(topics);
        });
  }

  @Command(
      name = "check",
      description =
          "Say what differs from what the topics should be; exit with 1 if anything does.",
      mixinStandardHelpOptions = true)
  int check(
      @Option(
              names = {"-c", "--config"},
              required = true,
              paramLabel = "FILE",
              description = "The configuration of the daemon.")
          Path config) {
    return withTopics(config, this::check);
  }

  private int check(Topics topics) {
    var differences = topics.check();
    differences.forEach(this::out);
    if (differences.isEmpty()) {
      out("%d topic(s) are as they should be".formatted(topics.names().size()));
    }
    return differences.isEmpty() ? 0 : DIFFERS;
  }

  private void out(String line) {
    Objects.requireNonNull(spec).commandLine().getOut().println(line);
  }

  private int withTopics(Path config, ToIntFunction<Topics> work) {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    var configuration = ConfigurationFile.read(config, err).orElse(null);
    if (configuration == null) {
      return USAGE;
    }
    var secrets = new SecretReader(environment.variables());
    try (var topics = Topics.open(configuration, secrets, environment.clock())) {
      return work.applyAsInt(topics);
    } catch (DaemonException e) {
      err.println("trueup: " + e.getMessage());
      return DIFFERS;
    }
  }
}
