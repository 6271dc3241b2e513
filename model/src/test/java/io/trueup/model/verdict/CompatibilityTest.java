package io.trueup.model.verdict;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.Rules;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.References;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Severity;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityTest {

  private static final List<DataType> TYPES =
      Stream.of(
              "tinyint smallint integer bigint float16 float32 float64 decimal(9,2) decimal(12,2)",
              "decimal(12,4) decimal(20,6) char(3) varchar(3) varchar(9) varchar nchar(3)",
              "nvarchar(9) string(5) string date timestamp timestamp(zone) binary(4) binary uuid",
              "vector(3) vector(4) geography geography(4326,point) array<date> struct<a:date>")
          .flatMap(it -> Stream.of(it.split(" ", -1)))
          .map(DataType::parse)
          .toList();

  static List<Case> cases() {
    return Cases.read(CompatibilityTest.class, "compatibility-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reports(Case row) {
    assertThat(SampleEdits.lines(row.input()))
        .filteredOn(it -> it.contains("[compatibility."))
        .isEqualTo(row.expected());
  }

  /** Unreadable versions are not compared, so no case may be empty for that reason. */
  @ParameterizedTest
  @MethodSource("cases")
  void comparesTheVersionsOfEveryCase(Case row) {
    var edit =
        "ecosystem.yaml :: type: postgres\\n"
            + "    history: live-only => type: legacy\\n"
            + "    history: live-only\n";

    assertThat(SampleEdits.lines(row.input() + edit))
        .anyMatch(it -> it.contains("Platform 'Live' changes its type"));
  }

  @Test
  void reportsEveryRuleInSomeCase() {
    var rules = Rules.in("verdict");
    rules.removeIf(it -> !it.startsWith("compatibility."));

    assertThat(cases().stream().flatMap(Cases::rules).collect(Collectors.toSet())).isEqualTo(rules);
  }

  /** If each of many versions may follow the one before, it may follow the first one too. */
  @Test
  void allowsOverManyVersionsWhatItAllowsFromOneToTheNext() {
    var kinds = new TreeSet<String>();
    var steps = 0;
    for (var seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var first = dataset(random);
      var last = first;
      var log = new ArrayList<String>();
      for (var i = 0; i < 60; i++) {
        var edit = random.nextInt(7);
        var next = edited(last, edit, random);
        if (next.fingerprint().equals(last.fingerprint()) || !errors(last, next).isEmpty()) {
          continue;
        }
        kinds.add("edit " + edit);
        steps++;
        log.add(last.columns() + " -> " + next.columns());
        last = next;
        assertThat(errors(first, last)).as("seed %d: %s", seed, log).isEmpty();
      }
    }
    assertThat(steps).isGreaterThan(1000);
    // Removing a column and changing a key or nullability are never allowed.
    assertThat(kinds).containsExactly("edit 0", "edit 1", "edit 2", "edit 6");
  }

  private static List<String> errors(Dataset before, Dataset after) {
    var older = ecosystem(before);
    var newer = ecosystem(after);
    var linked =
        new LinkedDocuments(
            ModelFiles.of(List.of()),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            newer);
    return Compatibility.check(EcosystemChanges.between(older, newer), linked, References.NONE)
        .stream()
        .map(it -> new ProblemLocator(_ -> new byte[0], null).problems(List.of(it)).getFirst())
        .filter(it -> it.severity() == Severity.ERROR)
        .map(it -> it.message())
        .toList();
  }

  private static Ecosystem ecosystem(Dataset dataset) {
    var built =
        new EcosystemBuilder()
            .multi("S", "d")
            .workspace("W", null, Priority.LOW, group("g", "S/d"))
            .build();
    var store = built.stores().find("S");
    if (store == null) {
      throw new AssertionError("There is no store");
    }
    return new Ecosystem(
        built.declaration(),
        built.zones(),
        built.teams(),
        built.containers(),
        built.stores().with("S", store.with(store.datasets().with("d", dataset))),
        built.workspaces(),
        built.assignments(),
        built.primaryIngestion(),
        built.producers());
  }

  private static Dataset dataset(Random random) {
    var columns = new ArrayList<Column>();
    columns.add(column("id", DataType.parse("integer"), false, List.of()));
    columns.add(column("day", DataType.parse("date"), false, List.of()));
    for (var i = 0; i < 4; i++) {
      columns.add(column("c" + i, type(random), random.nextBoolean(), List.of()));
    }
    return dataset(columns, List.of("id"), List.of("day"));
  }

  private static Dataset dataset(List<Column> columns, List<String> key, List<String> partition) {
    return Dataset.of(
        "d", null, DatasetSchema.of(columns, key, partition), Governance.NONE, Documentation.NONE);
  }

  private static Column column(
      String name, DataType type, boolean nullable, List<String> classifications) {
    return new Column(name, type, nullable, false, classifications, Documentation.NONE);
  }

  private static DataType type(Random random) {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private static Dataset edited(Dataset dataset, int edit, Random random) {
    var columns = new ArrayList<>(dataset.columns());
    var key = dataset.primaryKey();
    var partition = dataset.schema().partition();
    var at = random.nextInt(columns.size());
    var it = columns.get(at);
    switch (edit) {
      case 0 -> columns.set(at, column(it.name(), type(random), it.nullable(), List.of()));
      case 1 ->
          columns.add(
              at,
              column("n" + columns.size(), type(random), random.nextInt(4) > 0, List.of("PUB")));
      case 2 ->
          columns.set(
              at,
              column(
                  it.name(), it.type(), it.nullable(), List.of(random.nextBoolean() ? "IP" : "X")));
      case 3 -> columns.remove(at);
      case 4 -> columns.set(at, column(it.name(), it.type(), !it.nullable(), List.of()));
      case 5 -> {
        if (random.nextBoolean()) {
          key = List.of(it.name(), "day");
        } else {
          partition = List.of();
        }
      }
      default -> columns.add(columns.remove(at));
    }
    return dataset(columns, key, partition);
  }
}
