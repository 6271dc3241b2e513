package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Generates a store whose datasets are declared in files of a thousand, alone or with an ecosystem
 * around it. Immutable.
 */
final class LargeStore {

  static final String NAME = "Large";

  private static final int DATASETS_PER_FILE = 1_000;
  private static final int SCHEMAS = 1_000;
  private static final long SEED = 1;
  private static final String TEAM = "Europe/Team";

  private final String team;
  private final int datasets;
  private final DatasetGenerator generator;

  /** A store of some datasets, which share a thousand schemas, in an ecosystem of its own. */
  LargeStore(int datasets, int columns) {
    this(TEAM, datasets, columns);
  }

  /**
   * The same in another ecosystem.
   *
   * @param team has a container 'source'
   */
  LargeStore(String team, int datasets, int columns) {
    this.team = team;
    this.datasets = datasets;
    generator =
        new DatasetGenerator(
            new EcosystemSpec(
                datasets,
                columns,
                1,
                SCHEMAS,
                1,
                0,
                1,
                1,
                SEED,
                EcosystemSpec.Format.JSON,
                "legacy"),
            null,
            (_, _) -> false);
  }

  /** All files with the ecosystem, generated lazily. */
  Stream<GeneratedFile> files() {
    return Stream.concat(
        Stream.of(file("model", List.of(ecosystem(), zone(), team(), store()))), parts());
  }

  /** The files of the store alone. */
  Stream<GeneratedFile> storeFiles() {
    return Stream.concat(Stream.of(file("datasets/store", List.of(store()))), parts());
  }

  private Stream<GeneratedFile> parts() {
    var parts = (datasets + DATASETS_PER_FILE - 1) / DATASETS_PER_FILE;
    return IntStream.range(0, parts)
        .mapToObj(it -> file("datasets/part_%06d".formatted(it), List.of(part(it))));
  }

  private static GeneratedFile file(String name, List<Map<String, Object>> documents) {
    return new GeneratedFile(
        name + ".json", DocumentWriter.write(documents, EcosystemSpec.Format.JSON));
  }

  private static Map<String, Object> ecosystem() {
    return Map.of(
        "kind",
        "Ecosystem",
        "name",
        "Acme",
        "owner",
        "github.com/acme/model@eco",
        "live",
        "github.com/acme/model@main",
        "vendors",
        Map.of(
            "MyCorp",
            Map.of(
                "cloud", "private",
                "description", "Our own data centres",
                "locations", Map.of("USA", List.of("NY_1")))),
        "zones",
        Map.of("Europe", "github.com/acme/europe@main"),
        "platforms",
        Map.of("Live", Map.of("type", "legacy", "rollout", Map.of("on", "merge"))));
  }

  private static Map<String, Object> zone() {
    return Map.of(
        "kind",
        "GovernanceZone",
        "name",
        "Europe",
        "teams",
        Map.of("Team", "github.com/acme/team@main"));
  }

  private static Map<String, Object> team() {
    return Map.of(
        "kind",
        "Team",
        "name",
        TEAM,
        "containers",
        Map.of(
            "source",
            Map.of(
                "type", "postgres",
                "host", "db.team.internal",
                "port", 5432,
                "database", "source",
                "locations", List.of("MyCorp/USA/NY_1"))));
  }

  private Map<String, Object> store() {
    return Map.of(
        "kind",
        "Datastore",
        "name",
        NAME,
        "team",
        team,
        "capture",
        Map.of(
            "kind", "cdc",
            "container", "source",
            "credential", "reader",
            "consistency", "multi-dataset",
            "trigger", Map.of("cron", "*/10 * * * *")));
  }

  private Map<String, Object> part(int number) {
    var declared = new LinkedHashMap<String, Object>();
    var end = Math.min(datasets, (number + 1) * DATASETS_PER_FILE);
    for (var dataset = number * DATASETS_PER_FILE; dataset < end; dataset++) {
      declared.put("d%08d".formatted(dataset), generator.dataset(dataset, 0));
    }
    return Map.of("kind", "Datasets", "store", NAME, "team", team, "datasets", declared);
  }
}
