package io.trueup.statestore.testing;

import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateStore;
import java.time.Instant;

class InMemoryStateStoreTest extends StateStoreConformance {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);

  @Override
  protected StateStore store() {
    return store;
  }

  @Override
  protected StateStore otherHandle() {
    return store.handle(FaultPlan.NONE);
  }

  @Override
  protected void expire(Lease lease) {
    clock.set(store.leaseExpiry(lease.resource()).orElseThrow());
  }

  @Override
  protected void expireRun(RunId run) {
    clock.set(store.runExpiry(run).orElseThrow());
  }

  @Override
  protected void expirePause(PlatformId platform) {
    var pause = store.platforms().find(platform).orElseThrow().pause();
    if (pause == null || pause.until() == null) {
      throw new AssertionError("no pause that ends by itself");
    }
    clock.set(pause.until());
  }
}
