package io.trueup.platforms.postgres;

import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.problem.Severity;
import io.trueup.platforms.postgres.LogicalNames.KeptTable;
import io.trueup.platforms.relational.schema.TableForm;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tables that cannot be changed to what the model declares now. New tables are created for
 * their datasets, and they are kept as if retired. It happens to a dataset or column that is
 * removed and declared again in another form; a change from one version to the next is always
 * compatible.
 *
 * @param known the tables in which the nodes keep data, by their logical names
 * @param replaced the tables that are set aside
 */
record TableReplacements(Map<LogicalName, KnownTable> known, List<ReplacedTable> replaced) {

  static final String RULE = "postgres.table-replaced";

  /**
   * A table with its form.
   *
   * @param declared the form that the model declares
   * @param form the current form; the declared one where there is no table yet
   */
  record KnownTable(NodeKey node, TableForm declared, TableForm form) {}

  /**
   * A table that is set aside.
   *
   * @param why for the author or operator
   */
  record ReplacedTable(KeptTable table, AllocatedName name, TableForm.Use use, String why) {}

  /**
   * Finds the tables to replace.
   *
   * @param unrecorded reads the forms of tables that left the model before forms were recorded
   */
  static TableReplacements of(
      NameAllocator allocator,
      NodeLayout layout,
      Collection<PipelineNode> nodes,
      Function<Collection<AllocatedName>, Map<LogicalName, TableForm>> unrecorded) {
    var tables = new LinkedHashMap<LogicalName, KeptTable>();
    var owners = new LinkedHashMap<LogicalName, NodeKey>();
    for (var node : nodes) {
      for (var table : allocator.logical().keptTables(node)) {
        tables.putIfAbsent(table.logical(), table);
        if (!(node instanceof PipelineNode.Export)) {
          owners.put(table.logical(), node.key());
        }
      }
    }
    var names = allocator.known(tables.keySet());
    var forms = new LinkedHashMap<>(allocator.forms(names.keySet()));
    forms.putAll(
        unrecorded.apply(
            names.values().stream()
                .filter(it -> it.retiredAt() != null && !forms.containsKey(it.logical()))
                .toList()));
    var known = new LinkedHashMap<LogicalName, KnownTable>();
    var replaced = new ArrayList<ReplacedTable>();
    for (var table : tables.values()) {
      var declared = layout.form(table.dataset(), table.use());
      var name = names.get(table.logical());
      var form = forms.get(table.logical());
      if (name != null && form != null) {
        var use = name.retiredAt() == null ? TableForm.Use.CURRENT : TableForm.Use.RETURNING;
        var why = form.obstacle(declared, use);
        why.ifPresent(it -> replaced.add(new ReplacedTable(table, name, use, it)));
        form = why.isPresent() ? null : form;
      }
      var owner = owners.get(table.logical());
      if (owner != null) {
        known.put(table.logical(), new KnownTable(owner, declared, form == null ? declared : form));
      }
    }
    return new TableReplacements(known, replaced);
  }

  /**
   * The warnings about the tables that a merge replaces.
   *
   * @param isReported whether the comparison of the two versions reports it already
   */
  List<GraphProblem> warnings(String platform, Predicate<KeptTable> isReported) {
    return replaced.stream()
        .filter(it -> !isReported.test(it.table()))
        .map(it -> warning(it, platform))
        .toList();
  }

  private GraphProblem warning(ReplacedTable it, String platform) {
    var table = it.table();
    return new GraphProblem(
        RULE,
        Severity.WARNING,
        Objects.requireNonNull(known.get(table.logical())).node(),
        table.dataset().name(),
        "Dataset '%s/%s' %s %s on data platform '%s', which cannot become what is declared: %s. A new table is created for it and all data is loaded again; the earlier one is kept until it is purged"
            .formatted(
                table.store(),
                table.dataset().name(),
                it.use() == TableForm.Use.RETURNING
                    ? "returns, and has a retired table"
                    : "has table",
                AllocatedNames.nameOf(it.name()),
                platform,
                it.why()),
        "Merge it when a full reload is acceptable. List the kept tables with: trueup retire list --platform %s"
            .formatted(platform));
  }

  /** The forms of the tables of some nodes after their changes have landed. */
  Map<LogicalName, TableForm> landed(Collection<NodeKey> nodes) {
    var landed = new LinkedHashMap<LogicalName, TableForm>();
    known.forEach((logical, it) -> {
      if (nodes.contains(it.node())) {
        landed.put(logical, it.form().alteredTo(it.declared()));
      }
    });
    return landed;
  }
}
