package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of model servers. */
class ModelServersCommandTest extends DaemonFixture {

  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final long MEGABYTE = 1_000_000;

  private final StoreScene versions = new StoreScene(store);

  @BeforeEach
  void acceptAVersion() {
    versions.firstMerge();
  }

  private void report(String instance, boolean isDraining, Long... prepared) {
    report(StoreScene.ACME, instance, isDraining, prepared);
  }

  private void report(SourceId source, String instance, boolean isDraining, Long... prepared) {
    var open = new TreeMap<SourceId, SortedSet<Long>>();
    open.put(source, new TreeSet<>(List.of(prepared)));
    store
        .modelServers()
        .report(
            new ModelServer.Report(
                instance,
                "http://%s:8081".formatted(instance),
                "1.2.3",
                open,
                isDraining,
                20 * MEGABYTE,
                512 * MEGABYTE,
                clock.instant()),
            SILENCE,
            ServedVersion.preparingFirst(Duration.ofMinutes(1)),
            new Actor("fleet", ""));
  }

  @Test
  void saysThatThereIsNone() throws IOException {
    assertThat(run("model-servers")).isZero();
    assertThat(out.toString()).isEqualTo("No model server has reported\n");

    assertThat(run("model-servers --output json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(new ObjectMapper().readTree("{\"servers\": [], \"served\": []}"));
  }

  @Test
  void showsWhatEachHasOpenAndHowFarItLags() {
    report("model-1", false, 1L);
    report("model-2", false, 1L);
    report("model-3", false);
    versions.secondMerge();
    report("model-1", false, 1L, 2L);

    assertThat(run("model-servers")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            Source 'acme' is served at version 1; version 2 is being prepared since 2026-03-01T12:00:00Z
            INSTANCE  STATE  SOURCE  OPEN  LAG  HEAP                 REPORTED              ADDRESS
            model-1   live   acme    1 2   0    19.1 MB of 488.3 MB  2026-03-01T12:00:00Z  http://model-1:8081
            model-2   live   acme    1     0    19.1 MB of 488.3 MB  2026-03-01T12:00:00Z  http://model-2:8081
            model-3   live   acme    none  1    19.1 MB of 488.3 MB  2026-03-01T12:00:00Z  http://model-3:8081
            """);
  }

  @Test
  void tellsSilentAndDrainingOnes() {
    report("model-1", false, 1L);
    clock.advance(SILENCE.plusSeconds(1));
    report("model-2", true, 1L);

    assertThat(run("model-servers")).isZero();

    assertThat(out.toString())
        .containsPattern("(?m)^model-1 +silent +acme +1 +0 ")
        .containsPattern("(?m)^model-2 +draining +acme +1 +0 ");
  }

  /** Its configuration names a source that the daemon does not have. */
  @Test
  void showsOneThatServesNoKnownSource() {
    report(new SourceId("acmee"), "model-1", false);

    assertThat(run("model-servers")).isZero();

    assertThat(out.toString()).containsPattern("(?m)^model-1 +live +- +none +- ");
  }

  @Test
  void programsReadTheSame() throws IOException {
    report("model-1", false, 1L);
    versions.secondMerge();
    report("model-1", false, 1L);

    assertThat(run("model-servers --output json")).isZero();

    var fleet = new ObjectMapper().readTree(out.toString());
    var server = fleet.path("servers").path(0);
    assertThat(server.path("instance").asText()).isEqualTo("model-1");
    assertThat(server.path("token").asText()).isEqualTo("fleet");
    assertThat(server.path("live").asBoolean()).isTrue();
    assertThat(server.path("sources").path(0).path("preparing").asInt()).isEqualTo(2);
    assertThat(fleet.path("served").path(0).path("served").asInt()).isEqualTo(1);
    assertThat(fleet.path("served").path(0).path("preparingSince").asText())
        .isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThat(runAs("nonsense", "model-servers")).isEqualTo(4);
    assertThat(err.toString()).startsWith("trueup: ");

    assertThat(run("model-servers model-1")).isEqualTo(2);
    assertThat(run("model-servers --output yaml")).isEqualTo(2);
    assertThat(run("model-servers --server http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("http://127.0.0.1:1");
  }
}
