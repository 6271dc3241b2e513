package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.daemon.ProcessEnvironment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short soak; the assertions do not depend on the machine's load. */
class SoakTest {

  private static final long SEED = 7;
  private static final int MERGES = 24;
  private static final EcosystemSpec SHAPE =
      new EcosystemSpec(12, 4, 3, 4, 3, 0, 4, 3, SEED, EcosystemSpec.Format.YAML, "postgres");

  private static SoakReport report;
  private static final StringWriter PROGRESS = new StringWriter();

  @BeforeAll
  static void soak() {
    report =
        Soak.run(
            new SoakOptions(SHAPE, MERGES, Duration.ZERO, 4, 20, Duration.ofMinutes(10)),
            environment(),
            new PrintWriter(PROGRESS));
  }

  private static ProcessEnvironment environment() {
    var cache = Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");
    return new ProcessEnvironment(_ -> null, InstantSource.system(), "test", cache);
  }

  @Test
  void takesEveryMeasureInEverySample() {
    assertThat(report.samples()).hasSize(MERGES / 4);
    var names = SoakSampler.MEASURES.stream().map(GrowthCheck.Measure::name).toList();
    assertThat(report.samples())
        .allSatisfy(sample -> {
          assertThat(sample.values().keySet()).containsExactlyElementsOf(names);
          assertThat(sample.value("merge.p99")).isPositive();
          assertThat(sample.value("heap")).isPositive();
          assertThat(sample.value("threads")).isPositive();
          assertThat(sample.value("mirror.packs")).isPositive();
        });
    assertThat(PROGRESS.toString()).contains("merge 4: merge p50");
  }

  @Test
  void keepsTheMirrorSmall() {
    assertThat(report.samples())
        .allSatisfy(sample -> assertThat(sample.value("mirror.packs")).isLessThanOrEqualTo(20));
    // How soon pins are released depends on the machine; that they are does not.
    var pins = report.samples().stream().map(it -> it.value("mirror.pins")).toList();
    assertThat(IntStream.range(1, pins.size()))
        .as("pins in each sample: %s", pins)
        .anySatisfy(it -> assertThat(pins.get(it)).isLessThan(pins.get(it - 1)));
    assertThat(report.verdict("fragments").isFlat()).isTrue();
    assertThat(report.verdict("data.entries").isFlat()).isTrue();
  }

  @Test
  void correctsRejectedMergesAndRunsJobs() {
    // A correction follows each rejected merge.
    assertThat(report.data()).containsEntry("versions", 1L + MERGES + MERGES / 20);
    assertThat((Long) report.data().get("runs")).isPositive();
  }

  @Test
  void reportsTheGrowthOfEachStateTable() {
    assertThat(report.growth())
        .anySatisfy(growth -> {
          assertThat(growth.table()).isEqualTo("audit_entry");
          assertThat(growth.perVersion()).isPositive();
        });
  }

  @Test
  void writesTheReportForPeopleAndForPrograms() throws Exception {
    var json = new ObjectMapper().readTree(report.json());

    assertThat(json.path("flat").isBoolean()).isTrue();
    assertThat(json.path("samples")).hasSize(MERGES / 4);
    var heap = json.path("measures").valueStream().filter(SoakTest::isHeap).findFirst();
    assertThat(heap)
        .hasValueSatisfying(measure -> {
          assertThat(measure.path("flat").isBoolean()).isTrue();
          assertThat(measure.path("atMost").asDouble()).isPositive();
        });
    assertThat(report.text()).contains("heap").contains("audit_entry").contains("lat");
  }

  private static boolean isHeap(JsonNode measure) {
    return measure.path("name").asText().equals("heap");
  }

  @Test
  void refusesASoakWithTooFewSamples() {
    assertThatThrownBy(() ->
            SoakOptions.of(
                SHAPE, Duration.ofMinutes(2), Duration.ofSeconds(2), Duration.ofSeconds(30), 8))
        .hasMessage(
            "Cannot evaluate a soak with 4 samples, because at least 5 are needed. Run it longer,"
                + " or sample more often");
  }
}
