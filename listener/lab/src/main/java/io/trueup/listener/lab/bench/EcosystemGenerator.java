package io.trueup.listener.lab.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Generates an ecosystem, the same one for the same spec, and merges that change it: each adds a
 * nullable column to one dataset of a workspace. Immutable.
 */
final class EcosystemGenerator {

  static final String CREDENTIAL = "warehouse";
  static final String DATABASE = "warehouse";

  private static final int STORES_PER_TEAM = 50;
  private static final List<String> ZONES = List.of("Americas", "Europe");
  private static final List<String> PLATFORMS = List.of("Live", "Forensic");
  private static final int STRIDE = 7919;

  /** A file of the model. */
  record GeneratedFile(String path, String text) {}

  private final EcosystemSpec shape;
  private final int warehousePort;
  private final DatasetGenerator datasets;
  private final DatasetGenerator allDatasets;

  /**
   * A generator for a spec.
   *
   * @param warehousePort of the Postgres on this machine that holds the platforms' tables
   */
  EcosystemGenerator(EcosystemSpec shape, int warehousePort) {
    this(shape, warehousePort, null);
  }

  private EcosystemGenerator(
      EcosystemSpec shape, int warehousePort, @Nullable IntUnaryOperator widths) {
    this.shape = shape;
    this.warehousePort = warehousePort;
    this.datasets =
        new DatasetGenerator(shape, widths, (merge, dataset) -> changedDataset(merge) == dataset);
    this.allDatasets = new DatasetGenerator(shape, null, (_, _) -> true);
  }

  /**
   * The same with a text column in each dataset, whose width is read when its file is generated.
   */
  EcosystemGenerator withTextColumn(IntUnaryOperator widthOfDataset) {
    return new EcosystemGenerator(shape, warehousePort, widthOfDataset);
  }

  /** All files before any change, generated lazily. */
  Stream<GeneratedFile> files() {
    return IntStream.range(0, fileCount()).mapToObj(this::file);
  }

  /** The number of files before any change. */
  int fileCount() {
    return parts().mapToInt(Part::count).sum();
  }

  /**
   * One of the files before any change.
   *
   * @param number from 0, in the order of {@link #files}
   */
  GeneratedFile file(int number) {
    var rest = number;
    for (var part : (Iterable<Part>) parts()::iterator) {
      if (rest < part.count()) {
        return part.file().apply(rest);
      }
      rest -= part.count();
    }
    throw new IllegalArgumentException("There is no file " + number);
  }

  /** Files of one kind, by number from 0. */
  private record Part(int count, IntFunction<GeneratedFile> file) {}

  private Stream<Part> parts() {
    return Stream.of(
        new Part(1, _ -> file("ecosystem", List.of(ecosystem(), zone(0), zone(1)))),
        new Part(teams(), it -> file("teams/" + teamName(it), team(it))),
        new Part(shape.files(), it -> stores(it, 0)),
        new Part(
            shape.workspaces(),
            it -> file(sharded("workspaces", workspaceName(it)), workspace(it))),
        new Part(
            shape.transformers(),
            it -> file(sharded("transformers", transformerName(it)), transformer(it))),
        new Part(1, _ -> file("assignments", List.of(assignments()))));
  }

  /** A path that keeps folders small. */
  private static String sharded(String folder, String name) {
    var end = name.length() - 2;
    return "%s/%s/%s".formatted(folder, name.substring(Math.max(0, end - 2), end), name);
  }

  /**
   * The one file that a merge changes, with its new content.
   *
   * @param merge from 1
   */
  GeneratedFile changedFile(int merge) {
    return stores(fileOf(storeOf(changedDataset(merge))), merge);
  }

  /**
   * The files of stores after a number of merges, each of which added a column to every dataset.
   */
  Stream<GeneratedFile> filesWithColumns(int merges) {
    return IntStream.range(0, shape.files()).mapToObj(it -> stores(it, merges, allDatasets));
  }

  /** The file that declares a dataset, without changes by merges. */
  GeneratedFile fileOfDataset(int dataset) {
    return stores(fileOf(storeOf(dataset)), 0);
  }

  private GeneratedFile file(String name, List<Map<String, Object>> documents) {
    var format = shape.format();
    return new GeneratedFile(
        name + "." + format.name().toLowerCase(Locale.ROOT),
        DocumentWriter.write(documents, format));
  }

  private Map<String, Object> ecosystem() {
    var zones = new TreeMap<String, Object>();
    ZONES.forEach(zone -> zones.put(zone, "github.com/acme/%s@main".formatted(zone)));
    var platforms = new LinkedHashMap<String, Object>();
    for (var platform : PLATFORMS) {
      platforms.put(
          platform,
          fields(
              "type",
              shape.platformType(),
              "history",
              platform.equals("Live") ? "live-only" : "forensic",
              "container",
              qualifiedTeam(0) + "/warehouse",
              "credential",
              CREDENTIAL,
              "rollout",
              fields("on", "merge")));
    }
    return fields(
        "kind", "Ecosystem",
        "name", "Acme",
        "owner", "github.com/acme/model@eco",
        "live", "github.com/acme/model@main",
        "vendors",
            fields(
                "MyCorp",
                fields(
                    "cloud", "private",
                    "description", "Our own data centres",
                    "locations", fields("USA", List.of("NY_1", "NJ_1")))),
        "zones", zones,
        "platforms", platforms);
  }

  private Map<String, Object> zone(int zone) {
    var teams = new TreeMap<String, Object>();
    IntStream.range(0, teams())
        .filter(team -> team % ZONES.size() == zone)
        .mapToObj(EcosystemGenerator::teamName)
        .forEach(team -> teams.put(team, "github.com/acme/%s@main".formatted(team)));
    return fields("kind", "GovernanceZone", "name", ZONES.get(zone), "teams", teams);
  }

  private List<Map<String, Object>> team(int team) {
    var containers = fields("source", container("db.team%d.internal".formatted(team), 5432));
    if (team == 0) {
      containers.put("warehouse", container("127.0.0.1", warehousePort));
    }
    return List.of(fields("kind", "Team", "name", qualifiedTeam(team), "containers", containers));
  }

  private static Map<String, Object> container(String host, int port) {
    return fields(
        "type", "postgres",
        "host", host,
        "port", port,
        "database", DATABASE,
        "locations", List.of("MyCorp/USA/NY_1"));
  }

  private GeneratedFile stores(int file, int merge) {
    return stores(file, merge, datasets);
  }

  private GeneratedFile stores(int file, int merge, DatasetGenerator declared) {
    var stores =
        IntStream.range(firstStore(file), firstStore(file + 1))
            .mapToObj(store -> store(store, merge, declared))
            .toList();
    return file(sharded("stores", "part_%06d".formatted(file)), stores);
  }

  private Map<String, Object> store(int store, int merge, DatasetGenerator generator) {
    var declared = new LinkedHashMap<String, Object>();
    for (var dataset = firstDataset(store); dataset < firstDataset(store + 1); dataset++) {
      declared.put(datasetName(dataset), generator.dataset(dataset, merge));
    }
    return fields(
        "kind", "Datastore",
        "name", storeName(store),
        "team", qualifiedTeam(store % teams()),
        "capture",
            fields(
                "kind", "cdc",
                "container", "source",
                "credential", "reader",
                "consistency", store % 10 == 9 ? "single-dataset" : "multi-dataset",
                "trigger", fields("cron", "*/10 * * * *")),
        "datasets", declared);
  }

  private List<Map<String, Object>> workspace(int workspace) {
    var sinks =
        Stream.concat(sinks(workspace).stream().map(this::qualifiedDataset), outputsFor(workspace))
            .toList();
    return List.of(
        fields(
            "kind",
            "Workspace",
            "name",
            workspaceName(workspace),
            "team",
            qualifiedTeam(workspace % teams()),
            "container",
            qualifiedTeam(0) + "/warehouse",
            "priority",
            workspace % 7 == 0 ? "high" : "medium",
            "groups",
            fields("Main", group(sinks))));
  }

  private static Map<String, Object> group(List<String> sinks) {
    return fields("requires", fields("latency", "hours"), "datasets", sinks);
  }

  /** Each transformer's output has one consuming workspace. */
  private Stream<String> outputsFor(int workspace) {
    return IntStream.range(0, shape.transformers())
        .filter(it -> it % shape.workspaces() == workspace)
        .mapToObj(it -> outputName(it) + "/made");
  }

  /** A workspace with a transformer. */
  private List<Map<String, Object>> transformer(int transformer) {
    var sinks =
        sinks(shape.workspaces() + transformer).stream()
            .limit(5)
            .map(this::qualifiedDataset)
            .toList();
    return List.of(
        fields(
            "kind",
            "Workspace",
            "name",
            transformerName(transformer),
            "team",
            qualifiedTeam(transformer % teams()),
            "container",
            qualifiedTeam(0) + "/warehouse",
            "groups",
            fields("Inputs", fields("datasets", sinks)),
            "transformer",
            fields(
                "code",
                fields("sql", "SELECT 1"),
                "output",
                fields(
                    "name",
                    outputName(transformer),
                    "datasets",
                    fields("made", datasets.dataset(shape.datasets() + transformer, 0))))));
  }

  private Map<String, Object> assignments() {
    var assign = new LinkedHashMap<String, Object>();
    for (var workspace = 0; workspace < shape.workspaces(); workspace++) {
      var platform = PLATFORMS.get(workspace % PLATFORMS.size());
      assign.put(
          workspaceName(workspace) + "/Main",
          List.of(fields("platform", platform, "status", "provisioned")));
    }
    return fields("kind", "Assignments", "assign", assign);
  }

  /** The datasets of a workspace, chosen at random and the same each time. */
  private List<Integer> sinks(int workspace) {
    var random = shape.random(-1 - workspace);
    var wanted = Math.min(shape.sinks(), shape.datasets());
    var sinks = new LinkedHashSet<Integer>();
    while (sinks.size() < wanted) {
      sinks.add(random.nextInt(shape.datasets()));
    }
    return List.copyOf(sinks);
  }

  /** The dataset that a merge changes, which is in some workspace. */
  int changedDataset(int merge) {
    return sinks((int) ((long) merge * STRIDE % shape.workspaces())).getFirst();
  }

  private int teams() {
    return Math.max(ZONES.size(), shape.stores() / STORES_PER_TEAM);
  }

  private int storeOf(int dataset) {
    return (int) ((long) dataset * shape.stores() / shape.datasets());
  }

  private int firstDataset(int store) {
    return (int) (((long) store * shape.datasets() + shape.stores() - 1) / shape.stores());
  }

  private int firstStore(int file) {
    return (int) (((long) file * shape.stores() + shape.files() - 1) / shape.files());
  }

  private int fileOf(int store) {
    return (int) ((long) store * shape.files() / shape.stores());
  }

  /** The name of a dataset with that of its store, divided by a slash. */
  String qualifiedDataset(int dataset) {
    return storeName(storeOf(dataset)) + "/" + datasetName(dataset);
  }

  static String qualifiedTeam(int team) {
    return ZONES.get(team % ZONES.size()) + "/" + teamName(team);
  }

  private static String teamName(int team) {
    return "Team%d".formatted(team);
  }

  static String storeName(int store) {
    return "S%06d".formatted(store);
  }

  private static String datasetName(int dataset) {
    return "d%08d".formatted(dataset);
  }

  private static String transformerName(int transformer) {
    return "X%06d".formatted(transformer);
  }

  private static String outputName(int transformer) {
    return "M%06d".formatted(transformer);
  }

  private static String workspaceName(int workspace) {
    return "W%06d".formatted(workspace);
  }

  /** A map of alternating names and values, in that order. */
  private static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
