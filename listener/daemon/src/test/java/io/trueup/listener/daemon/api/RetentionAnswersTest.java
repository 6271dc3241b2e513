package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.RandomHistory;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * The API says about the present what it said before old records were removed. It was seen to fail
 * when the newest delivery of a source, drift that has not ended, or a lease that is live goes.
 * Most of what stays is read by views alone, which {@code PostgresRetentionTest} compares.
 */
class RetentionAnswersTest {

  private static final List<String> ROUTES =
      List.of(
          "status",
          "platforms",
          "platforms/acme/Live",
          "platforms/acme/Test",
          "platforms/acme/Held",
          "versions?limit=100",
          "versions/acme/1",
          "deliveries?source=acme&limit=20",
          "deliveries?source=quiet&limit=1",
          "platforms/acme/Live/drift",
          "platforms/acme/Held/drift",
          "platforms/acme/Live/gates",
          "runs?platform=Live&limit=20",
          "runs?platform=Held&limit=20",
          "nodes?platform=Live",
          "nodes?platform=Held",
          "names?platform=Live",
          "windows",
          "pauses",
          "leases",
          "audit?subject=platform:acme/Held&limit=20");

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final PostgresStateStore store =
      PostgresStateStore.open(
          new DatabaseSettings(
              database.jdbcUrl(), database.user(), database.password(), 4, Duration.ofSeconds(10)));
  private final ApiServer api = new ApiServer(store, true);
  private String reader = "";

  @AfterEach
  void closeAll() {
    api.close();
    store.close();
    database.close();
  }

  private Map<String, String> answers() {
    var answers = new LinkedHashMap<String, String>();
    for (var route : ROUTES) {
      var answer = api.get("/api/v1/" + route, reader);
      assertThat(answer.status()).as("%s: %s", route, answer.body()).isEqualTo(200);
      var json = answer.json();
      if (json instanceof ObjectNode object) {
        object.remove(List.of("at", "asOf", "now")); // when it was asked
      }
      answers.put(route, json.toString().replaceAll("\"age[A-Za-z]*\":[0-9.]+", ""));
    }
    return answers;
  }

  @RepeatedTest(2)
  void everyAnswerAboutThePresentIsTheSame(RepetitionInfo repetition) throws SQLException {
    var history = RandomHistory.ofRepetition(repetition);
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (var sql : history.statements()) {
        statement.execute(sql);
      }
    }
    // After the history, or its entry of the audit would be the oldest.
    reader = new StoreScene(store).token("ann", Scope.OPERATE);
    var before = answers();
    var lease =
        store.leases().claim(RecordRetention.RESOURCE, "me", Duration.ofMinutes(10)).orElseThrow();

    for (var kind : RetentionKind.values()) {
      var batch = store.retention().prune(lease, kind, Duration.ofDays(30), 500);
      while (!batch.isLast()) {
        batch = store.retention().prune(lease, kind, Duration.ofDays(30), 500);
      }
      assertThat(batch.removedByPass()).as("%s of %s", kind, history).isPositive();
    }

    assertThat(answers()).as("%s", history).isEqualTo(before);
  }
}
