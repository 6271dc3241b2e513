package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.daemon.view.SourceCheckView.Outcome;
import io.trueup.statestore.SourceId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceCheckCommandTest extends DaemonFixture {

  private static final SourceId ACME = new SourceId("acme");

  @BeforeEach
  void declare() {
    store.sources().declare(ACME);
  }

  private void finds(CheckView... rows) {
    api.checks.put(ACME, SourceCheckView.of("acme", clock.instant(), List.of(rows)));
  }

  @Test
  void showsEachCheckWithWhatToDo() {
    finds(
        new CheckView("repository", Outcome.OK, "It answers", null),
        new CheckView("ping", Outcome.FAILED, "No\u001b[31m answer", "Open the port"),
        new CheckView("hook", Outcome.SKIPPED, "The forge is not asked", null));

    assertThat(run("sources check acme")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString().lines().map(it -> it.replaceAll(" +", " ")))
        .containsExactly(
            "CHECK RESULT FINDING",
            "repository ok It answers",
            "ping failed No\\u001b[31m answer. Open the port",
            "hook skipped The forge is not asked");
  }

  @Test
  void succeedsWithWarnings() {
    finds(new CheckView("clock", Outcome.WARNING, "It is late", "Synchronize"));

    assertThat(run("sources check acme --output json")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\"failed\"", "\"WARNING\"");
  }

  @Test
  void saysThatTheSourceIsNotThereOrNotFollowed() {
    assertThat(run("sources check globex")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("sources check acme")).isEqualTo(ExitCode.CONFLICT);
    assertThat(err.toString())
        .contains(
            "Cannot check source 'acme', because this daemon does not follow it. Ask one that does");
  }
}
