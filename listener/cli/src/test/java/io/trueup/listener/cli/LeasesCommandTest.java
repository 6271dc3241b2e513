package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases on versions, from the command line. */
class LeasesCommandTest extends DaemonFixture {

  private final String job = new StoreScene(store).token("job", Scope.RUN);
  private final String other = new StoreScene(store).token("other", Scope.RUN);
  private final String reader = new StoreScene(store).token("reader", Scope.READ);

  @BeforeEach
  void acceptTwoVersions() {
    scene.awaitingJobs();
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private String take(String more) throws IOException {
    assertThat(runAs(job, "leases take acme 1 --purpose 'a report' --output json" + more))
        .as(err.toString())
        .isZero();
    return json().path("lease").asText();
  }

  @Test
  void aLeaseIsTakenProlongedAndReleased() throws IOException {
    assertThat(runAs(job, "leases take acme merged --purpose 'a report' --length 2h")).isZero();
    assertThat(out.toString())
        .matches("Lease [0-9a-f]+ keeps version 2 of 'acme' until 2026-03-01T14:00:00Z\n");

    var lease = take("");
    assertThat(json().path("version").asInt()).isEqualTo(1);
    assertThat(json().path("holder").asText()).isEqualTo("job");

    clock.advance(Duration.ofMinutes(10));
    assertThat(runAs(job, "leases prolong " + lease + " --length 30m")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Lease %s keeps version 1 of 'acme' until 2026-03-01T12:40:00Z\n".formatted(lease));

    assertThat(runAs(job, "leases release " + lease)).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Lease %s on version 1 of 'acme' ended at 2026-03-01T12:10:00Z\n".formatted(lease));
    assertThat(runAs(job, "leases release " + lease)).as("again").isZero();
    assertThat(runAs(job, "leases prolong " + lease)).isEqualTo(5);
    assertThat(err.toString()).contains("was ended by token 'job'", "Take another");
  }

  @Test
  void theLiveOnesAreListed() throws IOException {
    var lease = take(" --length 2h");

    assertThat(runAs(reader, "leases list")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            LEASE                             SOURCE  VERSION  HOLDER  TAKEN                 EXPIRES               PURPOSE
            %s  acme    1        job     2026-03-01T12:00:00Z  2026-03-01T14:00:00Z  a report
            """
                .formatted(lease));

    assertThat(runAs(reader, "leases list --source acme --output json")).isZero();
    assertThat(json()).hasSize(1);
    assertThat(json().path(0).path("lease").asText()).isEqualTo(lease);

    clock.advance(Duration.ofHours(2));
    assertThat(runAs(reader, "leases list")).isZero();
    assertThat(out.toString()).isEqualTo("No lease is live\n");
    assertThat(runAs(reader, "leases list --output json")).isZero();
    assertThat(json()).isEmpty();
  }

  @Test
  void anOperatorEndsALeaseOfAnotherToken() throws IOException {
    var lease = take("");

    assertThat(runAs(other, "leases release " + lease)).isEqualTo(4);
    assertThat(err.toString()).contains("token 'job' holds it", "trueup leases end");
    assertThat(runAs(job, "leases end " + lease + " --reason gone")).isEqualTo(4);
    assertThat(run("leases end " + lease)).as("without a reason").isEqualTo(2);
    assertThat(run("leases end " + lease + " --reason 'its job is long gone'")).isZero();
    assertThat(out.toString()).contains("ended at 2026-03-01T12:00:00Z");
    assertThat(run("leases end " + lease + " --reason again")).isEqualTo(5);
  }

  @Test
  void refusesWhatCannotBeLeased() {
    var take = "leases take acme ";

    assertThat(runAs(job, take + "9 --purpose x")).isEqualTo(3);
    assertThat(runAs(job, "leases take none 1 --purpose x")).isEqualTo(3);
    assertThat(runAs(job, take + "1")).as("without a purpose").isEqualTo(2);
    assertThat(runAs(job, take + "first --purpose x")).isEqualTo(2);
    assertThat(err.toString()).contains("'first'");
    assertThat(runAs(job, take + "1 --purpose x --length long")).isEqualTo(2);
    assertThat(runAs(job, take + "1 --purpose x --length 30d")).isEqualTo(2);
    assertThat(err.toString()).contains("must be at most 7d");
    assertThat(runAs(reader, take + "1 --purpose x")).isEqualTo(4);
    assertThat(runAs(job, "leases prolong nonsense")).isEqualTo(3);
    assertThat(run("leases list --source none")).isEqualTo(3);
    api.missing.put(1L, Reason.GONE);
    assertThat(runAs(job, take + "1 --purpose x")).isEqualTo(3);
    api.missing.put(1L, Reason.NOT_YET);
    assertThat(runAs(job, take + "1 --purpose x")).isEqualTo(1);
    assertThat(store.modelLeases().live(null)).isEmpty();
  }

  @Test
  void aTokenHoldsSoManyAndNoMore() throws IOException {
    take("");
    take("");
    take("");

    assertThat(runAs(job, "leases take acme 1 --purpose more")).isEqualTo(5);
    assertThat(err.toString()).contains("Token 'job' holds 3 leases");
  }
}
