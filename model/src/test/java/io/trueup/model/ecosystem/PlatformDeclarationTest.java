package io.trueup.model.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Mutations;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.fragment.Declarations;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nothing that a platform says about its moves changes what it realizes. */
class PlatformDeclarationTest {

  /** What no platform acts on. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("rollout", "jobs", "dependencies", "tags", "documentation");

  private static PlatformDeclaration platform() {
    return Declarations.ofEverything().stream()
        .map(it -> it.document())
        .filter(EcosystemDocument.class::isInstance)
        .map(it -> ((EcosystemDocument) it).ecosystem().platforms().get("Live"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsItsFingerprintWhateverItsRolloutIs() {
    var platform = platform();
    var kept = new TreeSet<String>();
    Mutations.each(
        platform,
        (place, other) -> {
          var part = place.path().split("[.]", -1)[1];
          var isSame = ((PlatformDeclaration) other).fingerprint().equals(platform.fingerprint());
          assertThat(isSame).as(place.path()).isEqualTo(WITHOUT_EFFECT.contains(part));
          if (isSame) {
            kept.add(place.component());
          }
        });

    assertThat(kept)
        .contains(
            "CronSchedule.crons",
            "CronSchedule.zone",
            "DriftPolicy.every",
            "DriftPolicy.on",
            "JobPolicy.atMost",
            "JobPolicy.per",
            "PlatformDeclaration.tags",
            "PlatformDependency.onFailure",
            "PlatformDependency.platform",
            "PlatformDependency.soak",
            "RemovalGuard.atLeast",
            "RemovalGuard.percent",
            "RolloutPolicy.atClose",
            "RolloutPolicy.on",
            "RolloutPolicy.versions",
            "RolloutPolicy.windows",
            "WindowDeclaration.kind",
            "WindowDeclaration.reason",
            "WindowTimes.except",
            "WindowTimes.length",
            "WindowTimes.rule",
            "WindowTimes.start",
            "WindowTimes.zone");
  }
}
