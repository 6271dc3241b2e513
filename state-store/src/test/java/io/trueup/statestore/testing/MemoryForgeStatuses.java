package io.trueup.statestore.testing;

import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChanges;
import java.util.Comparator;
import java.util.List;

/** What forges were told, by platform and version. */
final class MemoryForgeStatuses implements ForgeStatuses {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryForgeStatuses(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  private static String key(PlatformId platform, long version) {
    return "%s %d".formatted(platform, version);
  }

  @Override
  public List<Told> of(PlatformId platform) {
    return transactor.in(
        "forgeStatuses.of",
        () ->
            state.forgeStatuses.rows().stream()
                .filter(it -> it.status().platform().equals(platform))
                .sorted(Comparator.comparingLong(it -> it.status().version()))
                .toList());
  }

  @Override
  public void record(Lease lease, SentStatus status) {
    transactor.run(
        "forgeStatuses.record",
        () -> {
          fence(lease, status.platform());
          state.forgeStatuses.put(
              key(status.platform(), status.version()), new Told(status, state.now()));
        });
  }

  @Override
  public void remove(Lease lease, PlatformId platform, long version) {
    transactor.run(
        "forgeStatuses.remove",
        () -> {
          fence(lease, platform);
          state.forgeStatuses.remove(key(platform, version));
        });
  }

  private void fence(Lease lease, PlatformId platform) {
    state.fence(lease, StateChanges.resource(ForgeStatuses.reader(platform.source())));
  }

  @Override
  public void forget(SourceId source) {
    transactor.run(
        "forgeStatuses.forget",
        () -> {
          state.forgeStatuses.rows().stream()
              .map(Told::status)
              .filter(it -> it.platform().source().equals(source))
              .toList()
              .forEach(it -> state.forgeStatuses.remove(key(it.platform(), it.version())));
          state.changeReaders.remove(ForgeStatuses.reader(source));
        });
  }
}
