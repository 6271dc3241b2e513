package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small part of the benchmark, which itself waits for each merge. */
@Timeout(300)
class DaemonsBenchmarkTest {

  @Test
  void measuresEachNumberOfDaemonsAgainstTheFirst() {
    var programs = Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");

    var report =
        DaemonsBenchmark.run(
            new DaemonsBenchmark.Options(2, 1, 1, List.of(1, 2), true, 2),
            programs,
            new PrintWriter(new StringWriter()));

    assertThat(report.figures())
        .extracting(Figure::name)
        .containsExactly(
            "daemons.1.merges",
            "daemons.1.steps",
            "daemons.1.cost",
            "daemons.1.cpu",
            "daemons.1.busy",
            "daemons.2.merges",
            "daemons.2.steps",
            "daemons.2.cost",
            "daemons.2.cpu",
            "daemons.2.busy");
    assertThat(report.figures()).extracting(Figure::value).allMatch(it -> it > 0);
    assertThat(report.figures().get(5).baseline()).isNotNull();
  }
}
