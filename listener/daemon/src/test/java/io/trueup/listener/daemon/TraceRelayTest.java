package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.tracing.Traces;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A reader that nothing reads by keeps events from being removed for ever. */
class TraceRelayTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);

  @Test
  void theReaderIsForgottenOnceNoDaemonSendsTraces() {
    store.changes().register(Traces.READER, 0);
    store.changes().register("kafka", 0);

    TraceRelay.forget(store);

    assertThat(store.changes().readers()).containsOnlyKeys("kafka");
  }

  @Test
  void theReaderStaysWhileAnotherDaemonSendsTraces() {
    store.changes().register(Traces.READER, 0);
    var resource = StateChanges.resource(Traces.READER);
    store.leases().claim(resource, "another", Duration.ofMinutes(1));

    TraceRelay.forget(store);
    assertThat(store.changes().readers()).containsKey(Traces.READER);

    clock.advance(Duration.ofMinutes(2));
    TraceRelay.forget(store);
    assertThat(store.changes().readers()).isEmpty();
  }
}
