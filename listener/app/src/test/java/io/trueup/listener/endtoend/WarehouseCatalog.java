package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares the warehouse's catalog with a commit's model. */
final class WarehouseCatalog {

  private static final String COLUMNS =
      """
      SELECT n.nspname || '.' || c.relname, c.relkind, a.attname,
             format_type(a.atttypid, a.atttypmod)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'v')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       ORDER BY 1, a.attnum
      """;

  private static final String LIVING =
      """
      SELECT n.nspname || '.' || c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'RETIRED%'
       ORDER BY 1
      """;

  private WarehouseCatalog() {}

  /** Tables and views, each as its kind with its columns and their types, in order. */
  static SortedMap<String, String> relations(TestDatabase warehouse) {
    var relations = new TreeMap<String, String>();
    for (var row : QueryRows.of(warehouse, COLUMNS)) {
      var fields = row.split("\\|", -1);
      var column = fields[2] + " " + fields[3];
      var kind = fields[1].equals("v") ? "view: " : "table: ";
      relations.merge(fields[0], kind + column, (before, _) -> before + ", " + column);
    }
    return relations;
  }

  /** The same without the platform's own columns, sorted by name. */
  private static SortedMap<String, String> ofTheModel(SortedMap<String, String> relations) {
    var found = new TreeMap<String, String>();
    relations.forEach((name, text) -> {
      var parts = text.split(": ", 2);
      var columns =
          List.of(parts[1].split(", (?=[a-z])", -1)).stream()
              .filter(it -> !it.startsWith("trueup_"))
              .sorted()
              .collect(Collectors.joining(", "));
      found.put(name, parts[0] + ": " + columns);
    });
    return found;
  }

  /** Checks that the tables and views in use are exactly those of a commit's model. */
  static void assertIs(Site site, String commit) {
    var expected = expected(site, commit);
    var actual = ofTheModel(relations(site.warehouse));
    assertThat(QueryRows.of(site.warehouse, LIVING))
        .as("tables and views that are not marked as retired")
        .containsExactlyElementsOf(expected.keySet());
    actual.keySet().retainAll(expected.keySet());
    assertThat(actual).as("columns of tables and views").isEqualTo(expected);
  }

  private static SortedMap<String, String> expected(Site site, String commit) {
    var expected = new TreeMap<String, String>();
    for (var graph : graphs(site, new CommitId(commit)).values()) {
      if (graph.platform().type().equals("postgres")) {
        graph.nodes().values().forEach(node -> expect(graph, node, expected));
      }
    }
    return expected;
  }

  private static Map<String, PlatformGraph> graphs(Site site, CommitId commit) {
    var folder = site.folder.resolve("mirror-of-the-test");
    var remote =
        new GitRemote(
            site.git.url("model"),
            "main",
            new GitAuthentication.None(),
            Duration.ofSeconds(60),
            folder);
    try (var mirror = GitMirror.open(remote)) {
      return new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE).model(commit).graphs();
    }
  }

  private static void expect(
      PlatformGraph graph, PipelineNode node, SortedMap<String, String> expected) {
    var platform = graph.platform().name();
    switch (node) {
      case PipelineNode.Ingest ingest -> {
        for (var dataset : ingest.datasets().values()) {
          var name = name(platform, ingest.store().name(), dataset);
          expected.put(name + "_staging", "table: " + columns(dataset));
          expected.put(name + "_merge", "table: " + columns(dataset));
        }
      }
      case PipelineNode.Export export -> {
        for (var consumer : export.consumers()) {
          var schema = platform + "__" + consumer.workspace();
          var store = consumer.group() + "__" + export.store();
          expected.put(name(schema, store, export.dataset()), "view: " + columns(export.dataset()));
        }
      }
      case PipelineNode.Transform transform -> {
        for (var dataset : transform.transformer().output().datasets().values()) {
          var name = name(platform, transform.transformer().output().name(), dataset);
          expected.put(name + "_output", "table: " + columns(dataset));
        }
      }
      case PipelineNode.Trigger _ -> {}
    }
  }

  private static String name(String schema, String store, Dataset dataset) {
    return "%s.%s__%s".formatted(schema, store, dataset.name()).toLowerCase(Locale.ROOT);
  }

  private static String columns(Dataset dataset) {
    return dataset.columns().stream()
        .map(column -> column.name() + " " + postgresType(column.type().toString()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String postgresType(String type) {
    return type.replace("varchar", "character varying").replace("decimal", "numeric");
  }
}
