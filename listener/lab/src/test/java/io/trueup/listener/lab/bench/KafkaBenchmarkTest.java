package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.testing.kafka.TestKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small part of the benchmark, which itself waits for each delivery and event. */
@Timeout(300)
class KafkaBenchmarkTest {

  private static final Path PROGRAMS =
      Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");

  private static BenchReport run(String servers) {
    return KafkaBenchmark.run(
        new KafkaBenchmark.Options(servers, 300, 500, 100),
        PROGRAMS,
        new PrintWriter(new StringWriter()));
  }

  @Test
  void measuresDeliveriesAndEventsBesideWhatAProducerSends() {
    var report = run(TestKafka.servers());

    assertThat(report.figures())
        .extracting(Figure::name)
        .containsExactly(
            "kafka.sent",
            "kafka.deliveries",
            "kafka.deliveries.followed",
            "kafka.events",
            "kafka.event.p50",
            "kafka.event.p99");
    assertThat(report.figures()).allSatisfy(it -> assertThat(it.value()).isPositive());
  }

  @Test
  void saysWhichBrokersDoNotAnswer() {
    assertThatThrownBy(() -> run("127.0.0.1:1"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("127.0.0.1:1");
  }
}
