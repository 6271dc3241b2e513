package io.trueup.statestore.testing;

import io.trueup.statestore.Lease;
import io.trueup.statestore.Leases;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.testing.MemoryState.LeaseRow;
import java.time.Duration;
import java.util.Optional;

/** Leases by the state's clock. */
final class MemoryLeases implements Leases {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryLeases(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Optional<Lease> claim(String resource, String holder, Duration length) {
    return transactor.in(
        "leases.claim",
        () -> {
          var now = state.now();
          var row = state.leases.find(resource);
          if (row != null && now.isBefore(row.expiresAt()) && !row.holder().equals(holder)) {
            return Optional.empty();
          }
          var token = row == null ? 1 : row.token() + 1;
          state.leases.put(resource, new LeaseRow(holder, token, now.plus(length)));
          return Optional.of(new Lease(resource, holder, token));
        });
  }

  @Override
  public Optional<String> holder(String resource) {
    return transactor.in(
        "leases.holder",
        () ->
            Optional.ofNullable(state.leases.find(resource))
                .filter(row -> state.now().isBefore(row.expiresAt()))
                .map(LeaseRow::holder));
  }

  @Override
  public void renew(Lease lease, Duration length) {
    transactor.run(
        "leases.renew",
        () -> {
          if (!state.holds(lease)) {
            throw LostLeaseException.of(lease);
          }
          expireAfter(lease, length);
        });
  }

  @Override
  public void requireHeld(Lease lease) {
    transactor.run("leases.require", () -> state.fence(lease, lease.resource()));
  }

  @Override
  public void release(Lease lease) {
    transactor.run(
        "leases.release",
        () -> {
          if (state.holds(lease)) {
            expireAfter(lease, Duration.ZERO);
          }
        });
  }

  private void expireAfter(Lease lease, Duration length) {
    state.leases.put(
        lease.resource(), new LeaseRow(lease.holder(), lease.token(), state.now().plus(length)));
  }
}
