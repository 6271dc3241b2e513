package io.trueup.listener.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sample's model, changed merge by merge, by a seed, in good and bad ways. */
final class EvolvingModel {

  private static final String BROKEN_FILE = "broken.yaml";
  private static final List<String> TYPES =
      List.of("varchar(24)", "integer", "decimal(10,2)", "date", "boolean");
  private static final List<String> BROKEN =
      List.of(
          "kind: Team\nname: USA/Broken\n\tdescription: a tab\n",
          "kind: Team\nname: USA/Broken\nname: USA/Twice\n",
          "kind: Teem\nname: USA/Broken\n",
          """
          kind: Workspace
          name: Broken
          team: USA/Sales
          container: USA/DataOffice/warehouse
          groups: {Bad: {datasets: [NW_Data/nothing]}}
          """,
          "kind: Datastore\nname: Depot\nteam: USA/Sales\n");

  private final Site site;
  private final Random random;
  private final SortedMap<String, SortedMap<String, List<String>>> stores = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> sinks = new TreeMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private int serial;

  /** A pushed commit. */
  record Merge(String commit, boolean isGood) {}

  EvolvingModel(Site site, long seed) {
    this.site = site;
    this.random = new Random(seed);
    addDataset("NW_Data", "customers");
    addDataset("NW_Data", "products");
    addDataset("NW_Data", "orders");
    addDataset("Depot", "shippers");
    addDataset("Depot", "suppliers");
    sinks.put("Reporting", new TreeSet<>(List.of("NW_Data/products", "NW_Data/customers")));
    sinks.put("Audited", new TreeSet<>(List.of("Depot/suppliers", "NW_Data/orders")));
    sinks.put("Shared", new TreeSet<>(List.of("Masked/customers")));
    sinks.put("Mirrored", new TreeSet<>(List.of("Depot/shippers")));
    site.copySample();
  }

  private void addDataset(String store, String name) {
    var columns = new ArrayList<>(List.of("id: {type: integer, key: true}"));
    columns.add(name.equals("customers") ? "customer_id: varchar(5)" : "label: varchar(40)");
    datasetsOf(store).put(name, columns);
  }

  private SortedMap<String, List<String>> datasetsOf(String store) {
    return stores.computeIfAbsent(store, _ -> new TreeMap<>());
  }

  private SortedSet<String> sinksOf(String group) {
    return sinks.computeIfAbsent(group, _ -> new TreeSet<>());
  }

  /** All pushed merges, in order. */
  List<Merge> merges() {
    return List.copyOf(merges);
  }

  /** The commit of the newest good merge. */
  String newestGood() {
    return merges.reversed().stream().filter(Merge::isGood).findFirst().orElseThrow().commit();
  }

  /**
   * Pushes and announces the first merge and waits for its verdict, because a source's first
   * version stands for everything that its branch then holds.
   */
  void begin() {
    var commit = pushGood().commit();
    site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
    Await.until(
        "the first merge to be judged",
        () ->
            site.client()
                .read("/api/v1/versions/%s/1".formatted(Site.SOURCE))
                .body()
                .path("commit")
                .asText()
                .equals(commit));
  }

  /** Pushes a merge, which is bad one time in five. */
  Merge push() {
    return random.nextInt(5) > 0 ? pushGood() : pushBroken();
  }

  /** Pushes a good merge. */
  Merge pushGood() {
    var what = merges.isEmpty() ? "begin" : change();
    delete();
    site.clone.write("usa/sales.yaml", sales());
    site.clone.write("uk/logistics.yaml", logistics());
    site.clone.write("workspaces/product-reporting.yaml", reporting());
    site.clone.write("workspaces/supply-chain.yaml", supplyChain());
    return publish(what, true);
  }

  private Merge pushBroken() {
    site.clone.write(BROKEN_FILE, pick(BROKEN));
    return publish("break", false);
  }

  private void delete() {
    try {
      Files.deleteIfExists(site.clone.folder().resolve(BROKEN_FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Merge publish(String message, boolean isGood) {
    var merge = new Merge(site.clone.publish(message), isGood);
    merges.add(merge);
    return merge;
  }

  private String change() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> addColumn();
      case 4, 5 -> addDataset();
      case 6, 7 -> addSink();
      default -> removeSink();
    };
  }

  private String addColumn() {
    var store = datasetsOf(pick(List.copyOf(stores.keySet())));
    var dataset = pick(List.copyOf(store.keySet()));
    var column = "c%d: %s".formatted(++serial, pick(TYPES));
    store.computeIfAbsent(dataset, _ -> new ArrayList<>()).add(column);
    return "add %s to %s".formatted(column, dataset);
  }

  private String addDataset() {
    var name = "d" + ++serial;
    addDataset(pick(List.copyOf(stores.keySet())), name);
    return "add dataset " + name;
  }

  private String addSink() {
    var all = new ArrayList<>(List.of("Masked/customers"));
    stores.forEach(
        (store, datasets) -> datasets.keySet().forEach(dataset -> all.add(store + "/" + dataset)));
    var sink = pick(all);
    var group = pick(List.copyOf(sinks.keySet()));
    return sinksOf(group).add(sink) ? "add %s to %s".formatted(sink, group) : addColumn();
  }

  private String removeSink() {
    var group = pick(List.copyOf(sinks.keySet()));
    var some = sinksOf(group);
    if (some.size() == 1) {
      return addSink();
    }
    var sink = pick(List.copyOf(some));
    some.remove(sink);
    return "remove %s from %s".formatted(sink, group);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String sales() {
    return """
    kind: Team
    name: USA/Sales
    containers:
      northwind_oltp: {type: postgres, host: db.sales.internal, port: 5432, database: northwind, locations: [MyCorp/USA/NY_1]}
    ---
    kind: Datastore
    name: NW_Data
    team: USA/Sales
    capture: {kind: cdc, container: northwind_oltp, credential: northwind_reader, consistency: multi-dataset, trigger: {cron: "*/10 * * * *"}}
    """
        + datasets("NW_Data");
  }

  private String logistics() {
    return """
    kind: Team
    name: UK/Logistics
    containers:
      depot_files: {type: sqlserver, host: depot.internal, port: 1433, database: depot, locations: [MyCorp/UK/London]}
    ---
    kind: Datastore
    name: Depot
    team: UK/Logistics
    capture: {kind: snapshot, container: depot_files, credential: depot_reader, consistency: single-dataset, trigger: {cron: "0 2 * * *"}}
    """
        + datasets("Depot");
  }

  private String datasets(String store) {
    var text = new StringBuilder("datasets:\n");
    datasetsOf(store)
        .forEach((name, columns) -> {
          text.append("  %s:\n    classification: [PUB]\n    columns:\n".formatted(name));
          columns.forEach(column -> text.append("      ").append(column).append('\n'));
        });
    return text.toString();
  }

  private String reporting() {
    return """
    kind: Workspace
    name: ProductReporting
    team: USA/Sales
    container: USA/DataOffice/warehouse
    priority: medium
    groups:
      LiveProducts: {requires: {history: live-only, latency: minutes}, datasets: %s}
    """
        .formatted(sinksOf("Reporting"));
  }

  private String supplyChain() {
    return """
    kind: Workspace
    name: SupplyChain
    team: UK/Insight
    container: USA/DataOffice/warehouse
    priority: high
    groups:
      Audited: {requires: {history: forensic, latency: days}, datasets: %s}
      Shared: {requires: {history: live-only, latency: minutes}, datasets: %s}
      Mirrored: {requires: {latency: days}, datasets: %s}
    """
        .formatted(sinksOf("Audited"), sinksOf("Shared"), sinksOf("Mirrored"));
  }
}
