package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.StateStoreException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from an SQLSTATE. */
class StoreFailuresTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = false,
      textBlock =
          """
          # state | what it is                   | passing | rolled back | disconnected | concerns all | may pass soon
          40001   | serialization failure        | true    | true        | false        | false        | false
          40P01   | deadlock                     | true    | true        | false        | false        | false
          40000   | rollback                     | true    | true        | false        | false        | false
          40002   | deferred constraint          | true    | true        | false        | false        | false
          40003   | completion unknown           | true    | false       | false        | true         | false
          08000   | connection                   | true    | false       | true         | true         | false
          08001   | cannot connect               | true    | false       | true         | true         | false
          08003   | no connection                | true    | false       | true         | true         | false
          08006   | connection failed            | true    | false       | true         | true         | false
          08007   | outcome unknown              | true    | false       | true         | true         | false
          57P01   | administrator shuts down     | true    | false       | true         | true         | false
          57P02   | crash                        | true    | false       | true         | true         | false
          57P03   | starts                       | true    | false       | true         | true         | true
          57P05   | idle for too long            | true    | false       | true         | true         | false
          57014   | cancelled                    | true    | false       | false        | true         | false
          53000   | resources                    | true    | false       | false        | true         | false
          53100   | disk full                    | true    | false       | false        | true         | false
          53200   | out of memory                | true    | false       | false        | true         | false
          53300   | too many clients             | true    | false       | false        | true         | true
          55P03   | lock not available           | true    | false       | false        | true         | false
          25006   | read-only                    | true    | false       | false        | true         | false
          25P02   | transaction failed before    | false   | false       | false        | false        | false
          55006   | object in use                | false   | false       | false        | false        | false
          23505   | duplicate                    | false   | false       | false        | false        | false
          23503   | missing reference            | false   | false       | false        | false        | false
          22001   | too long                     | false   | false       | false        | false        | false
          42501   | no privilege                 | false   | false       | false        | false        | false
          42P01   | no such table                | false   | false       | false        | false        | false
          28P01   | wrong password               | false   | false       | false        | false        | false
          XX000   | internal error               | false   | false       | false        | false        | false
                  | the driver's or the pool's   | false   | false       | false        | true         | false
          """)
  void says(
      @Nullable String state,
      String what,
      boolean isPassing,
      boolean isRolledBack,
      boolean isDisconnected,
      boolean concernsAll,
      boolean mayPassSoon) {
    var failure = new SQLException(what, state);

    var told = StoreFailures.exception("work", failure);

    assertThat(told.isTransient()).as("passing").isEqualTo(isPassing);
    assertThat(StoreFailures.isRolledBack(failure)).as("rolled back").isEqualTo(isRolledBack);
    assertThat(StoreFailures.isDisconnected(failure)).as("disconnected").isEqualTo(isDisconnected);
    assertThat(StoreFailures.concernsAll(told)).as("concerns all").isEqualTo(concernsAll);
    assertThat(StoreFailures.mayPassSoon(failure)).as("may pass soon").isEqualTo(mayPassSoon);
  }

  @Test
  void thePoolsFailureIsPassingWithoutAState() {
    var failure = new SQLTransientConnectionException("Connection is not available");

    var told = StoreFailures.exception("work", failure);

    assertThat(told).hasMessage("Cannot work: Connection is not available. It may work later");
    assertThat(told.isTransient()).isTrue();
    assertThat(StoreFailures.concernsAll(told)).isTrue();
  }

  @Test
  void theFailureBeneathThePoolsCounts() {
    var pools = new SQLTransientConnectionException("Connection is not available");
    pools.initCause(new SQLException("password authentication failed", "28P01"));

    var told = StoreFailures.exception("work", pools);

    assertThat(told).hasMessage("Cannot work: password authentication failed");
    assertThat(told.isTransient()).isFalse();
    assertThat(StoreFailures.concernsAll(told)).isFalse();
  }

  @Test
  void onlyTheStoresFailuresConcernAll() {
    assertThat(StoreFailures.concernsAll(new IllegalStateException("a bug"))).isFalse();
    assertThat(StoreFailures.concernsAll(new SQLException("not the store's", "08006"))).isFalse();
    assertThat(StoreFailures.concernsAll(new StateStoreException("refused", false, null)))
        .isFalse();
  }

  @Test
  void detailsThatMayQuoteValuesAreLeftOut() {
    var failure =
        new SQLException("duplicate key...\n  Detail: Key (secret)=(hidden) exists", "23505");

    assertThat(StoreFailures.exception("work", failure)).hasMessage("Cannot work: duplicate key");
  }
}
