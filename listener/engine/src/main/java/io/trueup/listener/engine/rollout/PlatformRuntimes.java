package io.trueup.listener.engine.rollout;

import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformExecutor;

/** Finds the implementation of a platform's type. Safe for any thread. */
public interface PlatformRuntimes extends AutoCloseable {

  /** The planning half. */
  DataPlatform platform(String type);

  /** The executing half; the same instance for each call. */
  PlatformExecutor executor(String type);

  /** Whether a credential may be used in this way now. */
  CredentialStatus check(CredentialUse use);

  /** Closes the executors; does nothing where there are none. */
  @Override
  default void close() {}
}
