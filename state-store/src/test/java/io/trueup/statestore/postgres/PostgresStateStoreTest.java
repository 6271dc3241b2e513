package io.trueup.statestore.postgres;

import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.testing.StateStoreConformance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresStateStoreTest extends StateStoreConformance {

  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final StateStore STORE = DATABASE.open();
  private static final StateStore OTHER = DATABASE.open();

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @AfterAll
  static void close() {
    OTHER.close();
    STORE.close();
    DATABASE.close();
  }

  @Override
  protected StateStore store() {
    return STORE;
  }

  @Override
  protected StateStore otherHandle() {
    return OTHER;
  }

  @Override
  protected void expire(Lease lease) {
    DATABASE.asSuperuser(
        "UPDATE trueup.lease SET expires_at = clock_timestamp() WHERE resource = '%s'"
            .formatted(lease.resource()));
  }

  @Override
  protected void expireRun(RunId run) {
    DATABASE.asSuperuser(
        "UPDATE trueup.run SET expires_at = clock_timestamp() WHERE id = '%s'"
            .formatted(run.value()));
  }

  @Override
  protected void expirePause(PlatformId platform) {
    DATABASE.asSuperuser(
        "UPDATE trueup.platform SET pause_until = clock_timestamp() WHERE source = '%s' AND name = '%s'"
            .formatted(platform.source(), platform.name()));
  }
}
