package io.trueup.platforms.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.container.ContainerLint;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Well-known databases as models: created, filled with rows, and changed. */
class SampleModelsTest {

  private static final Path SAMPLES = Path.of("../../docs/samples");
  private static final StepContext CONTEXT = new StepContext("samples/it", "a test", () -> {});
  private static final OperatorApproval WORD = new OperatorApproval("bob", "the till is closed");
  private static final int ROWS = 300;

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();

  /**
   * A sample and how it goes on.
   *
   * @param edits of its files: what stands there, and what then
   * @param rewrites how many statements wait for an operator's approval on the way
   */
  record Sample(String name, String platform, List<Edit> edits, int rewrites) {
    @Override
    public String toString() {
      return name + " on " + platform;
    }
  }

  record Edit(String from, String to) {}

  static Stream<Sample> samples() {
    return Stream.of(
        new Sample(
            "chinook",
            "Store",
            List.of(
                new Edit("Title: {type: varchar(160)", "Title: {type: varchar(400)"),
                new Edit("Composer: varchar(220)", "Composer: varchar"),
                new Edit("Total: {type: \"decimal(10,2)\"", "Total: {type: \"decimal(14,2)\""),
                new Edit("Bytes: {type: integer", "Bytes: {type: bigint"),
                new Edit(
                    "Milliseconds: {type: integer",
                    "Rating: {type: smallint, description: From one to five stars}\n"
                        + "      Milliseconds: {type: integer"),
                new Edit(
                    "  Playlist:\n",
                    """
                      Label:
                        classification: [PUB]
                        columns:
                          LabelId: {type: integer, key: true}
                          Name: varchar(120)
                      Playlist:
                    """)),
            1),
        new Sample(
            "pagila",
            "Archive",
            List.of(
                new Edit("rating: {type: varchar(5)", "rating: {type: varchar(20)"),
                new Edit("amount: {type: \"decimal(5,2)\"", "amount: {type: \"decimal(9,2)\""),
                new Edit("rental_duration: {type: smallint", "rental_duration: {type: integer"),
                new Edit(
                    "      email: string\n      store_id",
                    "      email: string\n      pager: varchar(30)\n      store_id")),
            1),
        new Sample(
            "northwind",
            "Live",
            List.of(
                new Edit("contact_name: varchar(30)", "contact_name: varchar(60)"),
                new Edit("order_id: {type: integer", "order_id: {type: bigint"),
                new Edit("order_date: date\n", "order_date: date\n      shipped: date\n")),
            1));
  }

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isMadeAndChangedUnderItsRows(Sample sample) {
    var files = read(sample.name());
    var model = judge(files, null);
    var graph = graph(model, sample);
    land(graph, PostgresWarehouse.provision(graph));
    var tables = fill();
    var before = content(tables);
    var rewrites = 0;

    for (var edit : sample.edits()) {
      files.replaceAll((_, text) -> text.replace(edit.from(), edit.to()));
      var next = judge(files, model);
      var target = graph(next, sample);
      rewrites += change(graph, target);
      assertThat(executor.execute(CONTEXT, target, all(target)))
          .as("again after %s", edit)
          .containsOnly(new StepOutcome.Done(List.of()));
      assertThat(content(tables)).as("rows after %s", edit).isEqualTo(before);
      model = next;
      graph = target;
    }

    assertThat(rewrites).isEqualTo(sample.rewrites());
    assertThat(warehouse.journal.open(warehouse.identity(), CONTEXT.platform())).isEmpty();
  }

  private static SortedMap<String, String> read(String sample) {
    var folder = SAMPLES.resolve(sample);
    var files = new TreeMap<String, String>();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sample at " + folder, e);
    }
    return files;
  }

  /** The verdict, with the database of the test in place of the one that the sample names. */
  private Model judge(SortedMap<String, String> files, @Nullable Model accepted) {
    var blobs = new TreeMap<String, byte[]>();
    var read = new ArrayList<ModelFile>();
    files.forEach((path, text) -> {
      var bytes = here(text).getBytes(StandardCharsets.UTF_8);
      var blob = path + " " + FingerprintBuilder.of("blob").add(text).fingerprint();
      blobs.put(blob, bytes);
      read.add(new ModelFile(path, blob, FragmentReader.read(path, bytes)));
    });
    var judgement =
        new ModelChecker("model", GraphLint.NONE, blob -> Objects.requireNonNull(blobs.get(blob)))
            .check(ModelFiles.of(read), accepted, null);
    assertThat(judgement.problems()).filteredOn(it -> it.severity() == Severity.ERROR).isEmpty();
    return Objects.requireNonNull(judgement.model());
  }

  private String here(String text) {
    return text.replace(
            "host: 127.0.0.1\n    port: 5432\n    database: warehouse",
            "host: %s\n    port: %d\n    database: %s"
                .formatted(warehouse.host(), warehouse.port(), warehouse.name()))
        .replace("credential: warehouse\n", "credential: warehouse_owner\n");
  }

  private static PlatformGraph graph(Model model, Sample sample) {
    var graph = Objects.requireNonNull(model.graphs().find(sample.platform()));
    assertThat(new PostgresPlatform().lint().all(graph)).isEmpty();
    assertThat(ContainerLint.INSTANCE.all(graph)).isEmpty();
    return graph;
  }

  private void land(PlatformGraph graph, List<PlannedStep> steps) {
    assertThat(executor.execute(CONTEXT, graph, steps))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private static List<PlannedStep> all(PlatformGraph graph) {
    return PostgresWarehouse.provision(graph).stream()
        .map(it -> new PlannedStep(it.node(), StepAction.ALTER, "a test"))
        .toList();
  }

  /** Brings the nodes that differ to the target; rewrites rows with an operator's approval. */
  private int change(PlatformGraph from, PlatformGraph to) {
    var diff = GraphDiff.between(from, to);
    var nodes =
        Stream.concat(
                diff.added().stream(), diff.changed().stream().map(GraphDiff.NodeChange::after))
            .map(PipelineNode::key)
            .collect(Collectors.toSet());
    var steps = all(to).stream().filter(it -> nodes.contains(it.node())).toList();
    var refused =
        executor.execute(CONTEXT, to, steps).stream()
            .filter(StepOutcome.Refused.class::isInstance)
            .toList();
    if (refused.isEmpty()) {
      return 0;
    }
    var operations = executor.capability(SchemaOperations.class).orElseThrow();
    var planned = (PlanAnswer.Planned) operations.plan(CONTEXT, to, nodes);
    var whole = planned.report().combined();
    var ids =
        whole.needingApproval().stream().map(PlannedStatement::id).collect(Collectors.toSet());
    assertThat(refused.toString()).contains(ids);
    var order = new ApplyOptions(whole.digest(), ids, Set.of(), WORD);
    var applied = (ApplyAnswer.Applied) operations.apply(CONTEXT, to, nodes, order);
    assertThat(applied.outcomes().values()).allMatch(StepOutcome.Done.class::isInstance);
    return ids.size();
  }

  /** Inserts rows into every merge table; returns the columns that each has now, by table. */
  private SortedMap<String, List<String>> fill() {
    var tables = new TreeMap<String, List<String>>();
    for (var row :
        warehouse.rows(
            """
            SELECT c.relnamespace::regnamespace || '.' || quote_ident(c.relname),
                   quote_ident(a.attname) || '|' || format_type(a.atttypid, a.atttypmod)
              FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
             WHERE c.relname LIKE '%\\_merge' AND NOT c.relispartition AND c.relkind IN ('r', 'p')
             ORDER BY 1, a.attnum
            """)) {
      var parts = row.split(" ", 2);
      tables.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    assertThat(tables).isNotEmpty();
    tables.forEach((table, columns) ->
        warehouse.sql(
            "INSERT INTO %s SELECT %s FROM generate_series(1, %d) AS g (n)"
                .formatted(
                    table,
                    columns.stream().map(SampleModelsTest::value).collect(Collectors.joining(", ")),
                    ROWS)));
    return tables;
  }

  private static String value(String column) {
    var parts = column.split("\\|", 2);
    if (parts[0].equals("trueup_batch_out")) {
      return "NULL";
    }
    var type = parts[1];
    if (type.startsWith("character varying(")) {
      return "left(md5(n::text), %s)::%s".formatted(type.replaceAll("\\D", ""), type);
    }
    if (type.startsWith("numeric")) {
      return "(n % 1000 / 100.0)::" + type;
    }
    return switch (type) {
      case "smallint" -> "(n % 100)::smallint";
      case "integer", "bigint" -> "n";
      case "boolean" -> "n % 2 = 0";
      case "text" -> "md5(n::text)";
      case "date" -> "date '2026-01-01' + n";
      case "timestamp without time zone" -> "timestamp '2026-01-01' + n * interval '1 hour'";
      case "timestamp with time zone" -> "timestamptz '2026-01-01Z' + n * interval '1 hour'";
      case "jsonb" -> "jsonb_build_array(n, 'x')";
      case "bytea" -> "decode(md5(n::text), 'hex')";
      default -> throw new AssertionError("No value for a column of type " + type);
    };
  }

  /** All values of the original columns, ordered by the rows' text. */
  private List<String> content(SortedMap<String, List<String>> tables) {
    return tables.entrySet().stream()
        .map(it -> {
          var columns =
              it.getValue().stream()
                  .map(column -> column.split("\\|", 2)[0] + "::text")
                  .collect(Collectors.joining(", "));
          return it.getKey()
              + warehouse.rows(
                  "SELECT count(*), md5(string_agg(r::text, '' ORDER BY r::text)) FROM (SELECT %s FROM %s) r"
                      .formatted(columns, it.getKey()));
        })
        .toList();
  }
}
