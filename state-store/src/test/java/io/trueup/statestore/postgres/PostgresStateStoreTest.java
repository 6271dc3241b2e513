package io.trueup.statestore.postgres;

import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.testing.StateStoreConformance;
import org.junit.jupiter.api.AfterEach;

class PostgresStateStoreTest extends StateStoreConformance {

  private final StoreDatabase database = new StoreDatabase();
  private final StateStore store = database.open();
  private final StateStore other = database.open();

  @AfterEach
  void closeStore() {
    other.close();
    store.close();
    database.close();
  }

  @Override
  protected StateStore store() {
    return store;
  }

  @Override
  protected StateStore otherHandle() {
    return other;
  }

  @Override
  protected void expire(Lease lease) {
    database.asSuperuser(
        "UPDATE trueup.lease SET expires_at = clock_timestamp() WHERE resource = '%s'"
            .formatted(lease.resource()));
  }

  @Override
  protected void expireRun(RunId run) {
    database.asSuperuser(
        "UPDATE trueup.run SET expires_at = clock_timestamp() WHERE id = '%s'"
            .formatted(run.value()));
  }

  @Override
  protected void expirePause(PlatformId platform) {
    database.asSuperuser(
        "UPDATE trueup.platform SET pause_until = clock_timestamp() WHERE source = '%s' AND name = '%s'"
            .formatted(platform.source(), platform.name()));
  }
}
