package io.trueup.listener.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.ecosystem.PlatformDeclaration;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A merge check says when each platform follows, by what the model says. */
class FollowConditionsTest {

  private static final String WINDOW =
      "start: 2026-01-05T22:00, length: 8h, zone: Europe/Berlin, rule: FREQ=DAILY";

  private static PlatformDeclaration platform(String fields) {
    var text =
        """
        kind: Ecosystem
        name: Acme
        owner: github.com/acme/model@ecosystem
        live: github.com/acme/model@main
        platforms: {P: {type: x, %s}}
        """
            .formatted(fields.replace("WINDOW", WINDOW));
    var read = FragmentReader.read("x.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEmpty();
    var document = (EcosystemDocument) read.documents().getFirst().document();
    return Objects.requireNonNull(document.ecosystem().platforms().get("P"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "history: live-only | ``",
        "rollout: {on: manual} | once an operator requests it",
        "rollout: {on: never, windows: {w: {kind: deny, WINDOW}}} | by the platform itself",
        "rollout: {on: schedule, schedule: {cron: [0 2 * * SAT, 0 4 1 * *], zone: UTC}} |"
            + " by its schedule '0 2 * * 6' and '0 4 1 * *' in UTC",
        "rollout: {windows: {a: {kind: allow, WINDOW}, b: {kind: allow, WINDOW}, c: {kind: deny,"
            + " WINDOW}}} | in windows 'a', 'b'; outside of window 'c'",
        "dependencies: [Dev, {platform: Qa, soak: 90m}] | after Dev; after Qa has been well for 90m",
      })
  void areWhatTheModelSays(String fields, String expected) {
    var conditions = FollowConditions.of(platform(fields).terms(), false);

    assertThat(String.join("; ", conditions)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "rollout: {on: manual}, once an operator requests it; once an operator approves what it removes",
    "rollout: {on: never}, by the platform itself",
  })
  void haveAnApprovalLast(String fields, String expected) {
    var conditions = FollowConditions.of(platform(fields).terms(), true);

    assertThat(String.join("; ", conditions)).isEqualTo(expected);
  }
}
