package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The benchmark of model servers with two of them and a small model. It checks each answer itself;
 * no time is asserted.
 */
@Timeout(300)
class ModelServersBenchmarkTest {

  @Test
  void flipsWithoutAFailedQuestion() {
    var options =
        new ModelServersBenchmark.Options(
            100, 2, 1, 40, Duration.ZERO, ModelServersBenchmark.VersionOrigin.FOLDER, true);
    var postgres = Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");

    var report = ModelServersBenchmark.run(options, postgres, new PrintWriter(new StringWriter()));

    var figures =
        report.figures().stream().collect(Collectors.toMap(Figure::name, Function.identity()));
    assertThat(figures.keySet())
        .contains("servers.load", "servers.alone.max", "servers.prepared.max", "servers.start");
    assertThat(value(figures, "servers.questions")).isPositive();
    assertThat(value(figures, "servers.failed")).isZero();
    assertThat(value(figures, "servers.mixed")).isZero();
    assertThat(value(figures, "servers.heap.max")).isPositive();
  }

  private static double value(Map<String, Figure> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name).value();
  }
}
