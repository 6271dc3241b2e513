package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.Rules;
import io.trueup.model.TestModel;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OwnershipTest {

  private static final Map<String, String> SOURCES =
      Map.of(
          "ecosystem", "github.com/northwind/model@ecosystem",
          "USA", "github.com/northwind/usa@main",
          "UK", "github.com/northwind/uk@main",
          "USA/Sales", "github.com/northwind/sales@main",
          "USA/DataOffice", "github.com/northwind/data-office@main",
          "UK/Logistics", "github.com/northwind/logistics@main",
          "UK/Insight", "github.com/northwind/insight@main",
          "live", "github.com/northwind/model@main",
          "stranger", "github.com/mallory/model@ecosystem");

  private static final String AVRO =
      """
      kind: Datasets
      store: NW_Data
      team: USA/Sales
      datasets:
        visits:
          classification: [PUB]
          primaryKey: [id]
          avro: {type: record, name: Visit, fields: [{name: id, type: string}, {name: far, type: {type: long}}]}
      """;

  static List<Case> cases() {
    return Cases.read(OwnershipTest.class, "ownership-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reports(Case row) {
    assertThat(lines(row.input())).isEqualTo(row.expected());
  }

  /**
   * Edits of the sample as in {@link SampleEdits}; those before {@code then} make the base, {@code
   * first} means that there is none, {@code from} names the source.
   */
  static List<String> lines(String input) {
    var base = TestModel.northwind();
    var head = base;
    var source = "";
    var isFirst = false;
    for (var line : input.lines().toList()) {
      if (line.startsWith("from ")) {
        source = line.substring(5);
      } else if (line.equals("first")) {
        isFirst = true;
      } else if (line.equals("then")) {
        base = head;
      } else {
        head = SampleEdits.edited(head, line);
      }
    }
    return problems(isFirst ? null : base, head, source).stream().map(Problem::toString).toList();
  }

  private static List<Problem> problems(@Nullable TestModel base, TestModel head, String source) {
    var from = base == null ? null : DeclaredVersion.of(basis(base), base::content);
    var repository = RepositoryBranch.parse(source);
    return Ownership.check(from, basis(head), repository, head::content);
  }

  private static Basis basis(TestModel model) {
    var basis = model.check().basis();
    if (basis == null) {
      throw new AssertionError("Not linked: " + TestModel.lines(model.check()));
    }
    return basis;
  }

  @Test
  void reportsEveryRuleInSomeCase() {
    var rules = Rules.in("verdict");
    rules.removeIf(it -> !it.startsWith("ownership."));
    // The merge check reports this rule, because it knows the history of the base.
    rules.remove("ownership.base-unreadable");

    assertThat(cases().stream().flatMap(Cases::rules).collect(Collectors.toSet())).isEqualTo(rules);
  }

  /** Every row of the table of domain §3, from every source. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ecosystem.yaml | name: Northwind | name: Southwind | ecosystem",
        "ecosystem.yaml | northwind/model@ecosystem | northwind/model@other | ecosystem",
        "ecosystem.yaml | northwind/model@main | northwind/model@live | ecosystem",
        "ecosystem.yaml | Our own data centres | Ours | ecosystem",
        "ecosystem.yaml | London | Leeds | ecosystem",
        "ecosystem.yaml | history: forensic | history: live-only | ecosystem",
        "ecosystem.yaml | northwind/uk@main | northwind/uk@trunk | ecosystem",
        "ecosystem.yaml | zones:\\n | zones:\\n  FR: github.com/northwind/fr@main\\n | ecosystem",
        "assignments.yaml | Forensic | Live | ecosystem",
        "assignments.yaml | assign:\\n"
            + " | primaryIngestion: {Depot: [Live]}\\nassign:\\n"
            + " | ecosystem",
        "usa/zone.yaml | name: USA | name: USA\\ndescription: The states | USA",
        "usa/zone.yaml | name: USA | name: USA\\ndocumentation: The states | USA",
        "usa/zone.yaml | name: USA | name: USA\\npolicies: {classification: {forbid: [MNPI]}} |"
            + " USA",
        "usa/zone.yaml | northwind/sales@main | northwind/sales@trunk | USA",
        "uk/zone.yaml | teams:\\n | teams:\\n  Ads: github.com/northwind/ads@main\\n | UK",
        "usa/sales.yaml | database: northwind | database: southwind | USA/Sales",
        "usa/sales.yaml | name: NW_Data | name: NW_Data\\ntags: [sold] | USA/Sales",
        "usa/sales.yaml | city: varchar(15) | city: {type: varchar(15), description: Where} |"
            + " USA/Sales",
        "usa/data-office.yaml | port: 5432 | port: 5433 | USA/DataOffice",
        "workspaces/masked-customers.yaml | v1.4.0 | v1.5.0 | USA/DataOffice",
        "workspaces/masked-customers.yaml | name: Masked | name: Hidden | USA/DataOffice",
        "workspaces/product-reporting.yaml | latency: minutes | latency: hours | USA/Sales",
        "uk/logistics.yaml | depot_reader | depot_scanner | UK/Logistics",
        "uk/logistics.yaml |   suppliers: |   vendors: | UK/Logistics",
        "uk/insight.yaml | name: UK/Insight | name: UK/Insight\\ndescription: Looks | UK/Insight",
        "workspaces/supply-chain.yaml | Depot/shippers, |  | UK/Insight",
        "avro.yaml | type: string | type: string, doc: The key | USA/Sales",
        "avro.yaml | type: string | type: string, order: ignore | USA/Sales",
        "avro.yaml | type: string | type: string, sensitive: true | USA/Sales",
        "avro.yaml | type: record | type: record, doc: A visit | USA/Sales",
        "avro.yaml | name: Visit | name: Visit, owner: {name: me, since: 1} | USA/Sales",
        "avro.yaml | type: long | type: long, unit: metres | USA/Sales",
      })
  void allowsAChangeToItsOwnerAlone(String path, String old, String replacement, String owner) {
    var base = TestModel.northwind().withFile("avro.yaml", AVRO);
    var head =
        base.with(
            path,
            old.replace("\\n", "\n"),
            replacement == null ? "" : replacement.replace("\\n", "\n"));

    var allowed = new TreeMap<String, Boolean>();
    SOURCES.forEach((name, source) -> allowed.put(name, problems(base, head, source).isEmpty()));

    assertThat(allowed).containsEntry(owner, true);
    assertThat(allowed.values()).filteredOn(it -> it).hasSize(1);
  }

  @Test
  void skipsEverythingThatBothVersionsShare() {
    var files = new TreeMap<>(TestModel.northwind().files());
    for (var i = 0; i < 200; i++) {
      files.put(
          "w" + i + ".yaml",
          "kind: Workspace\nname: W%d\nteam: UK/Insight\ngroups: {g: {datasets: Depot/shippers}}\n"
              .formatted(i));
    }
    var base = new TestModel(files);
    var head = base.with("w7.yaml", "groups", "description: x\ngroups");
    var nearest = basis(base);
    var judged = head.check(null, GraphLint.NONE, new Random(0), nearest).basis();
    if (judged == null) {
      throw new AssertionError("Not linked");
    }
    var looked = new ArrayList<String>();

    nearest
        .linked()
        .declarations()
        .differences(
            judged.linked().declarations(),
            (was, is) -> {
              looked.add(was.getFirst().declared().document().name());
              return false;
            },
            (_, _, _) -> {});

    assertThat(looked).containsExactly("W7");
    var from = DeclaredVersion.of(nearest, base::content);
    assertThat(Ownership.check(from, judged, RepositoryBranch.parse("h/o/n@b"), head::content))
        .hasSize(2);
  }
}
