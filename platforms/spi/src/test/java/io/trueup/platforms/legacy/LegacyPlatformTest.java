package io.trueup.platforms.legacy;

import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.testing.Graphs;
import io.trueup.platforms.testing.MemoryCredentials;
import io.trueup.platforms.testing.PlatformConformance;
import java.util.Optional;
import java.util.Set;

class LegacyPlatformTest extends PlatformConformance {

  @Override
  protected DataPlatform platform() {
    return new LegacyPlatform();
  }

  @Override
  protected Capabilities capabilities() {
    return new Capabilities(Set.of(), Set.of(), false);
  }

  @Override
  protected Graphs graphs() {
    return Graphs.of("legacy").in(null);
  }

  @Override
  protected CredentialStore credentials() {
    return MemoryCredentials.of(
        _ -> Optional.of(new CredentialStore.UserPassword("user", new Secret(canary()))));
  }

  @Override
  protected String canary() {
    return "canary-5e1f";
  }
}
