package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.TcpProxy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network that swallows packets blocks no caller for longer than its timeout. */
class SwallowedConnectionsTest {

  /** Far more than the sum of the settings below, and less than the driver's own wait. */
  private static final long PATIENCE_SECONDS = 40;

  private final StoreDatabase database = new StoreDatabase();
  private final TcpProxy way = TcpProxy.before(database.database());

  @BeforeEach
  void open() {
    way.open();
  }

  @AfterEach
  void close() {
    way.close();
    database.close();
  }

  @Test
  void failsTransientlyAndWorksAgainOnceTheNetworkDoes() throws Exception {
    try (var store = PostgresStateStore.attach(settings())) {
      store.platforms().all();
      way.stall();

      assertThatThrownBy(() -> soon(store.platforms()::all))
          .cause()
          .isInstanceOfSatisfying(
              StateStoreException.class, it -> assertThat(it.isTransient()).isTrue());

      way.forsake();
      assertThat(soon(store.platforms()::all)).isEmpty();
    }
  }

  @Test
  void holdsNoCallerForLongerWhereManyCall() throws Exception {
    try (var store = PostgresStateStore.attach(settings());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.platforms().all();
      way.stall();

      var calls = Stream.generate(() -> threads.submit(store.sources()::all)).limit(20).toList();

      for (var call : calls) {
        assertThatThrownBy(() -> call.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(StateStoreException.class);
      }
    }
  }

  @Test
  void failsTransientlyWhereOpeningIsSwallowed() {
    way.stall();

    assertThatThrownBy(() -> soon(() -> PostgresStateStore.open(settings())))
        .cause()
        .isInstanceOfSatisfying(
            StateStoreException.class, it -> assertThat(it.isTransient()).isTrue());
  }

  private DatabaseSettings settings() {
    return new DatabaseSettings(
        way.jdbcUrl(database.database()),
        database.database().user(),
        database.database().password(),
        2,
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  private static <T> T soon(Callable<T> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.submit(call).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
