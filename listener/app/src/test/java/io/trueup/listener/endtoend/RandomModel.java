package io.trueup.listener.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The teams and workspaces of the sample's model that change, change by change, at random. No
 * number of changes at once needs an operator: each group keeps the sink that it begins with,
 * because a platform that skips versions makes one move of many changes, and the removal guard
 * stops a move that removes every node.
 */
final class RandomModel {

  private static final List<String> TYPES =
      List.of("varchar(24)", "integer", "decimal(10,2)", "date", "boolean");

  private final Random random;
  private final SortedMap<String, SortedMap<String, List<String>>> stores = new TreeMap<>();
  private final SortedMap<String, String> firstSinks = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> sinks = new TreeMap<>();
  private int serial;

  RandomModel(Random random) {
    this.random = random;
    addDataset("NW_Data", "customers");
    addDataset("NW_Data", "products");
    addDataset("NW_Data", "orders");
    addDataset("Depot", "shippers");
    addDataset("Depot", "suppliers");
    addGroup("Reporting", "NW_Data/products", "NW_Data/customers");
    addGroup("Audited", "Depot/suppliers", "NW_Data/orders");
    addGroup("Shared", "Masked/customers");
    addGroup("Mirrored", "Depot/shippers");
  }

  private void addGroup(String group, String first, String... others) {
    firstSinks.put(group, first);
    var all = new TreeSet<>(List.of(others));
    all.add(first);
    sinks.put(group, all);
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

  /** The files that hold all of it, by their paths. */
  SortedMap<String, String> files() {
    return new TreeMap<>(
        Map.of(
            "usa/sales.yaml", sales(),
            "uk/logistics.yaml", logistics(),
            "workspaces/product-reporting.yaml", reporting(),
            "workspaces/supply-chain.yaml", supplyChain()));
  }

  /** Makes a change and returns what it is. */
  String change() {
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
    var removable = new TreeSet<>(sinksOf(group));
    removable.remove(firstSinks.get(group));
    if (removable.isEmpty()) {
      return addSink();
    }
    var sink = pick(List.copyOf(removable));
    sinksOf(group).remove(sink);
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
