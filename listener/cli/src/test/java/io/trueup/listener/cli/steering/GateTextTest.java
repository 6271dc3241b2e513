package io.trueup.listener.cli.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.GateView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTextTest {

  private static final Instant AT = Instant.parse("2026-12-31T22:00:00Z");

  private static GateView gate(
      String kind, String what, @Nullable String by, String remedy, @Nullable Instant opensAt) {
    return new GateView(
        kind,
        what,
        by,
        by == null ? null : Instant.parse("2026-12-28T09:30:00.123Z"),
        "The reason of " + kind,
        remedy,
        opensAt);
  }

  private static GateReportView report(
      @Nullable Instant openUntil, @Nullable Instant opensAt, GateView... gates) {
    return new GateReportView(
        "acme/Live", AT, 7L, gates.length == 0, openUntil, opensAt, List.of(gates));
  }

  @Test
  void showsEachGateWithWhatOpensItAndWhen() {
    var opensAt = Instant.parse("2027-01-01T23:00:00Z");

    var text =
        GateText.render(
            report(
                null,
                null,
                gate("held", "", "ann", "Unblock with `trueup release acme/Live`", null),
                gate("window", "freeze-q4", null, "", opensAt)),
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            acme/Live at 2026-12-31T22:00:00Z
            2 gates are shut; not all open by themselves
              held, shut by ann since 2026-12-28T09:30:00Z
                The reason of held
                Unblock with `trueup release acme/Live`
                Does not open by itself
              window freeze-q4
                The reason of window
                Opens by itself at 2027-01-01T23:00:00Z
            The next move is to version 7
            """);
  }

  @Test
  void showsWhenAllAreOpen() {
    var opensAt = Instant.parse("2027-01-01T23:00:00Z");

    assertThat(
            GateText.render(
                report(null, opensAt, gate("window", "w", null, "", opensAt)), TextStyle.PLAIN))
        .contains("1 gate is shut; all are open from 2027-01-01T23:00:00Z\n");
  }

  @Test
  void showsUntilWhenItIsOpen() {
    assertThat(GateText.render(report(AT.plusSeconds(60), null), TextStyle.PLAIN))
        .isEqualTo(
            """
            acme/Live at 2026-12-31T22:00:00Z
            All gates are open, until 2026-12-31T22:01:00Z
            The next move is to version 7
            """);
    assertThat(
            GateText.render(
                new GateReportView("acme/Live", AT, null, true, null, null, List.of()),
                TextStyle.PLAIN))
        .isEqualTo(
            """
            acme/Live at 2026-12-31T22:00:00Z
            All gates are open, and nothing is known to shut one
            There is nothing to move to
            """);
  }

  @Test
  void writesTextOfOthersAsText() {
    var evil = new GateView("held", "x\u001b[31m", "b\u202eob", null, "r\n\u0007", "", null);

    assertThat(GateText.render(report(null, null, evil), new TextStyle(true, 80)))
        .doesNotContain("\u001b[31m\u001b")
        .doesNotContain("\u0007")
        .doesNotContain("\u202e");
  }
}
