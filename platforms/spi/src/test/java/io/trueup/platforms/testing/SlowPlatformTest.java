package io.trueup.platforms.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeKind;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the promises about steps that start now and end later. */
class SlowPlatformTest extends PlatformConformance {

  private final SlowPlatform platform = new SlowPlatform();

  @Override
  protected DataPlatform platform() {
    return platform;
  }

  @Override
  protected DataPlatforms known() {
    return DataPlatforms.of(List.of(platform));
  }

  @Override
  protected Capabilities capabilities() {
    return new Capabilities(Set.of(NodeKind.INGEST), Set.of(NodeKind.values()), false, true);
  }

  @Override
  protected Graphs graphs() {
    return Graphs.of("slow").in(null);
  }

  @Override
  protected CredentialStore credentials() {
    return MemoryCredentials.none();
  }

  @Override
  protected String canary() {
    return "canary-7a30";
  }

  @Test
  void namesEachChangeThatItCannotGoBackOver() {
    var diff = GraphDiff.between(after(), before());
    assertThat(diff.changed()).isNotEmpty();
    assertThat(platform.rollbackObstacles(before(), diff))
        .hasSameSizeAs(diff.changed())
        .allMatch(it -> it.startsWith("The cluster keeps no older form of node "));
  }
}
