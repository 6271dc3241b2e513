package io.trueup.listener.rollout;

import io.trueup.platforms.spi.CredentialStore.Standing;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformExecutor;

/** Gives the implementation of a platform's type. Safe for any thread. */
public interface Realizers {

  /** What plans. */
  DataPlatform platform(String type);

  /** What acts; the same one for each call. */
  PlatformExecutor executor(String type);

  /** Whether a credential may be used so now. */
  Standing check(CredentialUse use);
}
