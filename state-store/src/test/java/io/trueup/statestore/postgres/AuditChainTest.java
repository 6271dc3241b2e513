package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.AuditVerification.Misfit;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manipulations of the audit by a superuser are detected. */
class AuditChainTest {

  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private Head seen = Head.EMPTY;

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @BeforeEach
  void writeFiveEntries() {
    DATABASE.clear();
    try (var store = DATABASE.open()) {
      for (var entry = 1; entry <= 5; entry++) {
        store.audit().append(ANN, "platform.paused", "platform:acme/Live", "reason " + entry);
      }
      seen = store.audit().head();
    }
  }

  private static void tamper(String sql) {
    DATABASE.asSuperuser("SET session_replication_role = replica; " + sql);
  }

  private static Optional<Misfit> misfit(Head... expected) {
    try (var store = DATABASE.open()) {
      return misfit(store, expected);
    }
  }

  private static Optional<Misfit> misfit(PostgresStateStore store, Head... expected) {
    var verification = new AuditVerification(Head.EMPTY, List.of(expected));
    var head = store.audit().head();
    for (var link : store.audit().links(0, 1000)) {
      var misfit = verification.next(link);
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return verification.end(head);
  }

  private static long id(int position) {
    return Long.parseLong(
        DATABASE.asSuperuser("SELECT entry FROM trueup.audit_link WHERE position = " + position));
  }

  @Test
  void anUntouchedAuditFits() {
    assertThat(misfit()).isEmpty();
    assertThat(misfit(seen)).isEmpty();
    assertThat(misfit(new Head(5, seen.digest().substring(0, 12)))).isEmpty();
  }

  @Test
  void aChangedEntryIsNamed() {
    var id = id(3);
    tamper("UPDATE trueup.audit_entry SET actor = 'bob' WHERE id = " + id);

    assertThat(misfit())
        .hasValue(
            new Misfit(
                3,
                "Entry %d at position 3 is not the one that was written: it, or the digest before it, was changed"
                    .formatted(id)));
  }

  @Test
  void aRemovedEntryIsNamed() {
    tamper("DELETE FROM trueup.audit_entry WHERE id = " + id(2));

    assertThat(misfit()).hasValue(new Misfit(2, "The entry at position 2 was removed"));
  }

  @Test
  void aRemovedLinkIsNamed() {
    tamper("DELETE FROM trueup.audit_link WHERE position = 4");

    assertThat(misfit()).hasValue(new Misfit(4, "Position 4 of the chain is missing"));
  }

  @Test
  void anEntryInsertedOutsideTheChainIsNamed() {
    tamper(
        "INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, reason) VALUES (now(),"
            + " 'a', '', 'v', 's', 'forged')");

    try (var store = DATABASE.open()) {
      assertThat(store.audit().outsideTheChain()).map(it -> it.reason()).hasValue("forged");
    }
  }

  @Test
  void aTailThatWasCutOffIsDetectedByAKeptHead() {
    tamper(
        """
        DELETE FROM trueup.audit_entry WHERE id IN (SELECT entry FROM trueup.audit_link WHERE position > 3);
        DELETE FROM trueup.audit_link WHERE position > 3;
        UPDATE trueup.audit_head AS h SET position = 3, digest = l.digest
          FROM trueup.audit_link AS l WHERE l.position = 3
        """);

    assertThat(misfit()).isEmpty();
    assertThat(misfit(seen))
        .hasValue(
            new Misfit(
                4,
                "The chain ends at position 3, and had a head at position 5: entries were removed"
                    + " at its end"));
  }

  @Test
  void aRewrittenChainIsDetectedByAKeptHead() {
    DATABASE.clear();
    try (var store = DATABASE.open()) {
      for (var entry = 1; entry <= 5; entry++) {
        store.audit().append(ANN, "platform.paused", "platform:acme/Live", "another " + entry);
      }
    }

    assertThat(misfit()).isEmpty();
    assertThat(misfit(seen).orElseThrow().reason())
        .startsWith("Position 5 has the digest ")
        .endsWith("the entries up to there were rewritten");
  }

  @Test
  void aRolledBackTransactionLeavesNoLink() {
    DATABASE.asSuperuser(
        "BEGIN; INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, reason) VALUES"
            + " (now(), 'a', '', 'v', 's', 'r'); ROLLBACK");

    assertThat(misfit(seen)).isEmpty();
  }

  @Test
  void theDaemonsRoleWritesNoLinkItself() {
    var role = StoreRole.of(DATABASE.database().name()).quoted();
    for (var sql :
        List.of(
            "INSERT INTO trueup.audit_link VALUES (6, 6, decode(repeat('00', 32), 'hex'))",
            "UPDATE trueup.audit_head SET position = 4",
            "DELETE FROM trueup.audit_link")) {
      assertThatThrownBy(() -> DATABASE.asSuperuser("SET ROLE %s; %s".formatted(role, sql)))
          .hasRootCauseMessage(
              "ERROR: permission denied for table "
                  + (sql.contains("audit_head") ? "audit_head" : "audit_link"));
    }
  }

  private static void migrateToBeforeTheChain(TestDatabase fresh, DatabaseSettings settings) {
    try (var connection = fresh.connect()) {
      var role = StoreRole.of(connection);
      role.ensure(connection, settings);
      Flyway.configure()
          .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
          .defaultSchema("trueup")
          .createSchemas(true)
          .locations("classpath:db/migration")
          .placeholderPrefix("trueup_")
          .placeholderSuffix("pp")
          .placeholders(Map.of("a", role.quoted()))
          .target("12")
          .load()
          .migrate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void entriesThatWereThereBeforeAreChainedByTheMigration() {
    try (var fresh = TestPostgres.freshDatabase()) {
      var settings = StoreDatabase.settings(fresh);
      migrateToBeforeTheChain(fresh, settings);
      try (var connection = fresh.connect();
          var statement = connection.createStatement()) {
        statement.execute(
            """
            INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, before, after, reason)
            SELECT '2026-03-01 12:00:00.123456Z', 'a', '', 'v', 's', NULL, '{"n": 1.0}', 'entry ' || n
              FROM generate_series(1, 20) AS n
            """);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }

      try (var store = PostgresStateStore.open(settings)) {
        assertThat(store.audit().head().position()).isEqualTo(20);
        assertThat(misfit(store)).isEmpty();
        assertThat(store.audit().outsideTheChain()).isEmpty();
      }
    }
  }
}
