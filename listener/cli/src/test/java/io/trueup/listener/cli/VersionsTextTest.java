package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.VersionView.AttributionView;
import io.trueup.listener.daemon.view.VersionView.PullRequestView;
import io.trueup.listener.daemon.view.VersionView.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionsTextTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static VersionView version(@Nullable AttributionView attribution) {
    return new VersionView(
        "acme",
        7,
        "4a8a08f0".repeat(5),
        Verdict.ACCEPTED,
        "Ann",
        "Add orders",
        NOON,
        NOON,
        0,
        0,
        null,
        null,
        List.of(),
        List.of(),
        attribution);
  }

  @Test
  void showsWhoMergedAsTheForgeToldIt() {
    var pull = new PullRequestView(9, "Add\u001b[31m orders", "https://forge.test/9");

    assertThat(
            VersionsText.renderOne(
                version(new AttributionView("ann", "bob", pull)), TextStyle.PLAIN))
        .endsWith(
            "\nAs told by the forge: pushed by ann; merged by bob; pull request 9"
                + " Add\\u001b[31m orders, https://forge.test/9\n");
    assertThat(
            VersionsText.renderOne(
                version(new AttributionView(null, "bob", null)), TextStyle.PLAIN))
        .endsWith("\nAs told by the forge: merged by bob\n");
    assertThat(VersionsText.renderOne(version(null), TextStyle.PLAIN)).doesNotContain("forge");
  }
}
