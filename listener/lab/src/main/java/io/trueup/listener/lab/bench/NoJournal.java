package io.trueup.listener.lab.bench;

import io.trueup.platforms.postgres.database.ContainerEnvironment;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.StatementJournal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The journal that a platform needs, for measurements without a daemon: it stores nothing. */
final class NoJournal implements StatementJournal {

  private final AtomicLong batches = new AtomicLong();

  /** The environment of the schema reconciler. */
  ContainerEnvironment environment() {
    return new ContainerEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        this,
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        1);
  }

  @Override
  public long begin(Batch batch) {
    return batches.incrementAndGet();
  }

  @Override
  public void landed(long id) {}

  @Override
  public void failed(long id, String error, boolean isUncertain) {}

  @Override
  public void resolved(long id, String how) {}

  @Override
  public List<OpenBatch> open(String container, String platform) {
    return List.of();
  }
}
