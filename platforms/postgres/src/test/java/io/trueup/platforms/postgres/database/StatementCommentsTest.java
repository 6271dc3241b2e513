package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StatementComments;
import io.trueup.platforms.spi.StepContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trigger of the database keeps what it was sent. */
class StatementCommentsTest {

  private static final ObjectName TABLE = new ObjectName("live", "t");
  private static final StatementComments COMMENTS = "/*of %s, %d*/ "::formatted;

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  private SchemaReconciler.Session session(StatementComments comments) {
    var plain = container.environment();
    return container.session(
        new ContainerEnvironment(
            plain.installation(),
            plain.journal(),
            plain.lockTimeout(),
            plain.statementTimeout(),
            plain.connectTimeout(),
            plain.ddlAtOnce(),
            comments),
        container.database());
  }

  private void keepWhatIsSent() {
    container.sql(
        "CREATE TABLE public.sent (query text)",
        "GRANT INSERT ON public.sent TO PUBLIC",
        """
        CREATE FUNCTION public.keep() RETURNS event_trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.sent VALUES (pg_catalog.current_query()); END $$
        """,
        "CREATE EVENT TRIGGER keep ON ddl_command_end EXECUTE FUNCTION public.keep()");
  }

  private List<String> sent() throws SQLException {
    try (var connection = container.connectAsSuperuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT query FROM public.sent")) {
      var sent = new ArrayList<String>();
      while (rows.next()) {
        sent.add(rows.getString(1));
      }
      return sent;
    }
  }

  private static DesiredTask task(String... columns) {
    return new DesiredTask(
        NodeKey.ingest("Live", "S"), SampleSchemas.of(SampleSchemas.table(TABLE, columns)));
  }

  @Test
  void everyStatementOfAStepBeginsWithItsComment() throws SQLException {
    keepWhatIsSent();
    var context = new StepContext("main/Live", "rollout 3", 12, () -> {});

    session(COMMENTS).run(context, List.of(task()), ApplyOptions.SAFE);

    assertThat(sent()).isNotEmpty().allMatch(it -> it.startsWith("/*of main/Live, 12*/ "));
    assertThat(container.journal.entries())
        .isNotEmpty()
        .allSatisfy(
            entry -> assertThat(entry.batch().lines()).noneMatch(it -> it.sql().contains("/*")));
  }

  /** An index of a table that has been there before is built outside a transaction. */
  @Test
  void aStatementThatIsSentByItselfBeginsWithItsComment() throws SQLException {
    var context = new StepContext("main/Live", "rollout 3", 14, () -> {});
    session(COMMENTS).run(context, List.of(customers(List.of())), ApplyOptions.SAFE);
    keepWhatIsSent();
    var index = TableIndex.of(SampleSchemas.CUSTOMERS, List.of("name"), false);

    session(COMMENTS).run(context, List.of(customers(List.of(index))), ApplyOptions.SAFE);

    assertThat(sent())
        .singleElement()
        .asString()
        .startsWith("/*of main/Live, 14*/ CREATE INDEX CONCURRENTLY");
  }

  private static DesiredTask customers(List<TableIndex> indexes) {
    var options = new DesiredTable.TableOptions(List.of(), indexes, null);
    return new DesiredTask(
        NodeKey.ingest("Live", "S"), SampleSchemas.of(SampleSchemas.table(options, "name text")));
  }

  @Test
  void everyStatementThatJobsShareBeginsWithItsComment() throws SQLException {
    session(COMMENTS).run(TestContainer.context(), List.of(task()), ApplyOptions.SAFE);
    keepWhatIsSent();
    var group = new TaskGroup("run 1", "job nightly", List.of(task("fax text")));

    session(COMMENTS).runTogether("main/Live", 13, List.of(group), Set::copyOf);

    assertThat(sent()).isNotEmpty().allMatch(it -> it.startsWith("/*of main/Live, 13*/ "));
  }

  @Test
  void withoutCommentsStatementsAreAsTheyArePlanned() throws SQLException {
    keepWhatIsSent();

    session(StatementComments.NONE)
        .run(TestContainer.context(), List.of(task()), ApplyOptions.SAFE);

    assertThat(sent()).isNotEmpty().noneMatch(it -> it.contains("/*"));
  }
}
