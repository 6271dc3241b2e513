package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.KafkaBenchmark;
import io.trueup.listener.lab.bench.Measured;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures deliveries from Kafka and events to it. */
@Command(
    name = "kafka",
    description = {
      "Measure how many deliveries a second a daemon takes from a topic, how many events it sends",
      "to another, and how long an event takes. The brokers must run already, without TLS and",
      "login; two topics are made and removed. See docs/benchmarks.md for the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchKafkaCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

  @Option(
      names = "--servers",
      defaultValue = "localhost:9092",
      paramLabel = "HOST:PORT,…",
      description = "The brokers. Default: ${DEFAULT-VALUE}.")
  private String servers = "localhost:9092";

  @Option(
      names = "--deliveries",
      defaultValue = "20000",
      description = "The number of deliveries. Default: ${DEFAULT-VALUE}.")
  private int deliveries;

  @Option(
      names = "--events",
      defaultValue = "50000",
      description = "The number of events at once. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--paced",
      defaultValue = "5000",
      description = "The number of events at 500 a second. Default: ${DEFAULT-VALUE}.")
  private int paced;

  BenchKafkaCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return KafkaBenchmark.run(
        new KafkaBenchmark.Options(servers, deliveries, events, paced),
        environment.postgresCache(),
        progress);
  }
}
