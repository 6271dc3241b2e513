package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void givesNoMoreTurnsThanThereAreAndEachAgainOnceItEnds() throws SQLException {
    var turns = new Turns(1, Duration.ofMillis(20));
    try (var _ = turns.take()) {
      assertThatThrownBy(turns::take)
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageContaining("All connections were in use");
    }

    assertThat(turns.take()).isNotNull();
  }

  @Test
  void anInterruptedThreadTakesWhatIsFreeAndWaitsForNothing() throws SQLException {
    var turns = new Turns(1, Duration.ofMinutes(1));
    Thread.currentThread().interrupt();
    try (var _ = turns.take()) {
      assertThatThrownBy(turns::take)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Interrupted");
    }
    assertThat(Thread.interrupted()).isTrue();
  }
}
