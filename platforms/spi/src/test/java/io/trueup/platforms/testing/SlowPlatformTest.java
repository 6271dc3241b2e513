package io.trueup.platforms.testing;

import io.trueup.model.graph.NodeKind;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.List;
import java.util.Set;

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
}
