package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.testing.ThreadsByHand;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that a newer release recorded in a form that this one does not know. */
class NewerEventsTest {

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final PostgresStateStore store =
      PostgresStateStore.open(
          new DatabaseSettings(
              database.jdbcUrl(), database.user(), database.password(), 3, Duration.ofSeconds(10)));
  private final ThreadsByHand threads = new ThreadsByHand();
  private final LeaseKeeper leases =
      new LeaseKeeper(store.leases(), "a", Duration.ofHours(1), threads);
  private final List<RecordedChange> taken = new ArrayList<>();

  @BeforeEach
  void record() throws SQLException {
    happen();
    insert("merge.undone", 1);
    insert("merge.judged", 2);
    happen();
    store.changes().number(10);
  }

  @AfterEach
  void close() {
    leases.close();
    store.close();
    database.close();
  }

  private void happen() {
    store
        .audit()
        .append(new Actor("ann", ""), AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "why");
  }

  private void insert(String type, int form) throws SQLException {
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                """
                INSERT INTO trueup.state_change (at, type, form, about, source, data)
                VALUES (clock_timestamp(), ?, ?, 'source:acme', 'acme', '{"new": true}')
                """)) {
      statement.setString(1, type);
      statement.setInt(2, form);
      statement.executeUpdate();
    }
  }

  private EventRelay relay(EventRelay.Destination destination) {
    var relay =
        new EventRelay(
            "test",
            100,
            new EventRelay.Dependencies(store.changes(), leases, threads, store::now, () -> 0),
            destination);
    relay.poke();
    return relay;
  }

  @Test
  void arePassedOnAsTheyAre() {
    try (var _ = relay((changes, _) -> taken.addAll(changes))) {
      assertThat(taken.stream().map(it -> CloudEvent.of(it, store.installation())))
          .extracting(it -> it.attributes().get("type"), CloudEvent::data)
          .contains(
              tuple("io.trueup.merge.undone.v1", "{\"new\": true}"),
              tuple("io.trueup.merge.judged.v2", "{\"new\": true}"));
    }
  }

  @Test
  void waitForAnUpgradeWhereTheyMustBeUnderstood() {
    try (var relay =
        relay((changes, _) -> {
          changes.forEach(RecordedChange::change);
          taken.addAll(changes);
        })) {
      threads.pass();

      assertThat(taken).extracting(RecordedChange::type).containsExactly("action.recorded");
      assertThat(store.changes().readers()).containsEntry("test", 1L);
      assertThat(relay.problem())
          .map(EventRelay.Problem::reason)
          .hasValue(
              "This process does not know events of type 'merge.undone' in version 1, which a newer"
                  + " release recorded. Upgrade it");
    }
  }
}
