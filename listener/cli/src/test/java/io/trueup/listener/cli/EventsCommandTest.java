package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events, from the command line. */
@Timeout(60)
class EventsCommandTest extends DaemonFixture {

  @BeforeEach
  void acceptTwoVersions() {
    scene.awaitingJobs();
    while (store.changes().number(1000) > 0) {
      // until each change has its position
    }
  }

  @Test
  void eventsAreListedOldestFirst() {
    assertThat(run("events --type merge.judged")).as(err.toString()).isZero();

    assertThat(out.toString())
        .matches(
            """
            (?s)POSITION +AT +TYPE +SUBJECT +WHAT
            [0-9]+ +2026-03-01T12:00:00Z +merge.judged +source:acme +version 1 accepted: .*
            [0-9]+ +2026-03-01T12:00:00Z +merge.judged +source:acme +version 2 accepted: .*
            """);
  }

  @Test
  void aPageSaysHowToGoOn() throws IOException {
    assertThat(run("events --limit 2")).isZero();
    assertThat(out.toString())
        .containsPattern("More events follow up to position [0-9]+: go on with --after 2\n$");

    assertThat(run("events --after 2 --limit 1 --output json")).isZero();
    var page = new ObjectMapper().readTree(out.toString());
    assertThat(page.path("events").path(0).path("trueupposition").asInt()).isEqualTo(3);
    assertThat(page.path("next").asInt()).isEqualTo(3);
  }

  @Test
  void aWrongTypeIsExplained() {
    assertThat(run("events --type merge.jugded")).isEqualTo(2);
    assertThat(err.toString()).contains("'merge.jugded' is no type of event", "merge.judged");
    assertThat(run("events --follow --limit 3")).isEqualTo(2);
    assertThat(err.toString()).contains("--limit does not go with --follow");
  }

  @Test
  void followingShowsWhatHappensAfterAPosition() {
    var position = store.changes().range().last();
    for (var reason : List.of("first", "second")) {
      store.audit().append(new Actor("ann", ""), AuditVerbs.DELIVERY_REFUSED, "source:a", reason);
    }
    // Once the daemon is closed, after the test, the command would try to connect again.
    onPause =
        () -> {
          throw new IllegalStateException("enough");
        };

    var following = Thread.ofVirtual().start(() -> run("events --follow --after " + position));

    while (!out.toString().contains("second")) {
      assertThat(following.isAlive()).as(() -> err.toString()).isTrue();
    }
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(it -> it.contains("action.recorded") && it.contains("refused by ann: "));
  }
}
