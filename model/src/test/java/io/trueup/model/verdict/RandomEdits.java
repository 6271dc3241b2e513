package io.trueup.model.verdict;

import io.trueup.model.TestModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Random edits of model files, plausible and implausible. */
final class RandomEdits {

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_/-]*");

  /** Files that the sample lacks, so that most rules apply. */
  private static final TestModel START =
      TestModel.northwind()
          .withFile(
              "usa/more.yaml",
              """
              kind: Datasets
              store: NW_Data
              team: USA/Sales
              datasets:
                regions:
                  classification: [PUB]
                  policies: [cold]
                  columns: {region_id: {type: integer, key: true}}
              ---
              kind: Datasets
              store: NW_Data
              team: USA/Sales
              datasets:
                Orders: {classification: [IP], columns: {id: {type: integer, key: true}}}
                a_first:
                  source: T_FIRST
                  approved: [Reports]
                  columns: {region_id: {type: integer, key: true, classification: [IP]}}
              ---
              kind: Datastore
              name: Late
              team: USA/Sales
              production: true
              deprecated: true
              capture: {kind: watermark, container: northwind_oltp, column: id, trigger: external}
              ---
              kind: Datasets
              store: Late
              team: USA/Sales
              datasets:
                late: {classification: [CPI], columns: {id: {type: integer, key: true}}}
              """)
          .withFile(
              "workspaces/reports.yaml",
              """
              kind: Workspace
              name: Reports
              team: USA/Sales
              container: USA/DataOffice/warehouse
              production: true
              classification: {allow: [PUB, IP, PC3]}
              groups:
                All:
                  requires: {history: forensic}
                  datasets:
                    - NW_Data/a_first
                    - NW_Data/regions
                    - Sums/sums
                    - {dataset: Late/late, deprecated: allowed}
              ---
              kind: Workspace
              name: Summing
              team: USA/DataOffice
              container: warehouse
              groups:
                Sums: {datasets: [Masked/customers, Sums/sums]}
              transformer:
                code: {sql: select 1}
                output:
                  name: Sums
                  datasets:
                    sums: {classification: [PUB], columns: {id: {type: integer, key: true}}}
              ---
              kind: Assignments
              assign:
                Reports/All: [{platform: Forensic}, {platform: Live, status: provisioning}]
              primaryIngestion:
                Depot: [Live]
                NW_Data: [Forensic]
                Sums: [Mainframe]
              """)
          .withFile(
              "uk/zone.yaml",
              """
              kind: GovernanceZone
              name: UK
              teams:
                Logistics: github.com/northwind/logistics@main
                Insight: github.com/northwind/insight@main
              policies:
                classification: {forbid: [MNPI]}
                location: {allow: [MyCorp/USA, MyCorp/UK/London]}
                vendorKind: {forbid: [aws]}
                platform: {allow: [Live, Forensic, Mainframe]}
                storage:
                  safe: {mandatory: true, forbid: [mysql]}
              """)
          .withFile(
              "usa/zone.yaml",
              """
              kind: GovernanceZone
              name: USA
              teams:
                DataOffice: github.com/northwind/data-office@main
                Sales: github.com/northwind/sales@main
              policies:
                vendor: {allow: [MyCorp]}
                storage:
                  cold: {allow: [postgres, iceberg], deprecated: true}
              """);

  /** Phrases of the original files, and what authors would write instead. */
  private static final List<List<String>> PHRASES =
      List.of(
          List.of("classification: [PUB]", "classification: [MNPI]"),
          List.of("classification: [IP]", "tags: [none]"),
          List.of("approved: [Reports]", "approved: []"),
          List.of("kind: cdc", "kind: kafka"),
          List.of("kind: snapshot", "kind: cdc"),
          List.of("credential: depot_reader", "credential: {name: d, kind: ca-bundle}"),
          List.of("type: sqlserver\n", "type: iceberg\n    bucket: b\n    readOnly: true\n"),
          List.of("database: warehouse\n", "database: warehouse\n    encryption: AES\n"),
          List.of("database: warehouse\n", "database: warehouse\n    readOnly: true\n"),
          List.of("forbid: [mysql]", "forbid: [sqlserver], encryption: required"),
          List.of("forbid: [mysql]", "forbid: [postgres]"),
          List.of("platform: {allow: [Live, Forensic, Mainframe]}", "platform: {forbid: [Live]}"),
          List.of("vendorKind: {forbid: [aws]}", "vendorKind: {forbid: [private]}"),
          List.of("vendor: {allow: [MyCorp]}", "vendor: {forbid: [MyCorp, Other]}"),
          List.of("location: {allow", "location: {forbid: [MyCorp/UK], allow"),
          List.of("policies: [cold]", "policies: [frozen]"),
          List.of("policies: [cold]", "source: T_REGIONS"),
          List.of("source: T_FIRST", "deprecated: true"),
          List.of("Orders: {", "orders2: {"),
          List.of("Orders: {", "ORDERS: {"),
          List.of("  regions:\n", "  ORDers:\n"),
          List.of("  orders:\n", "  Orders2:\n"),
          List.of("late: {", "LATE: {"),
          List.of("requires: {history: forensic, latency: days}", "tags: []"),
          List.of("datasets: [Masked/customers]", "datasets: [Masked/customers, Late/late]"),
          List.of("datasets: [NW_Data/customers]", "datasets: [Sums/sums, Depot/shippers]"),
          List.of("datasets: [Masked/customers, Sums/sums]", "datasets: [NW_Data/orders]"),
          List.of("Sums: {datasets", "Sums: {requires: {latency: days}, datasets"),
          List.of("- NW_Data/regions\n", "- Depot/shippers\n"),
          List.of("type: legacy", "type: legacy\n    dependencies: [Live]"),
          List.of(
              "type: postgres\n    history: live",
              "type: postgres\n    dependencies: [Live]\n    history: live"),
          List.of("rollout: {on: merge}", "rollout: {on: never}"),
          List.of(
              "rollout: {on: merge}",
              "rollout: {on: schedule, schedule: {cron: 0 2 * * SAT, zone: Europe/Rom}}"),
          List.of(
              "rollout: {on: merge}",
              "rollout: {windows: {w: {kind: deny, start: 2026-01-05T00:00, length: 24h, zone: UTC,"
                  + " rule: FREQ=DAILY}}}"),
          List.of("status: provisioned", "status: decommissioned"),
          List.of("Depot: [Live]", "Depot: [Mainframe]"),
          List.of("store: Late", "store: Masked"),
          List.of("store: NW_Data\nteam: USA/Sales", "store: NW_Data\nteam: USA/DataOffice"),
          List.of("consistency: multi-dataset", "consistency: single-dataset"),
          List.of("column: id", "column: ident"),
          List.of("allow: [PUB, IP, PC3]", "allow: [IP]"));

  private final Random random;
  private final List<String> words;

  RandomEdits(Random random) {
    this.random = random;
    this.words =
        START.files().values().stream()
            .flatMap(it -> WORD.matcher(it).results().map(word -> word.group()))
            .distinct()
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    words.addAll(List.of("mysql", "kafka", "MNPI", "aws", "forbid", "readOnly", "true", "false"));
  }

  /** The files before any edit. */
  static TestModel start() {
    return START;
  }

  /** The model with one random change. */
  TestModel edit(TestModel model) {
    if (model.files().isEmpty()) {
      return START;
    }
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> mended(model);
      case 3 -> random.nextInt(4) == 0 ? START : mended(model);
      case 9, 10, 11, 12, 13, 14 -> rephrased(model);
      case 4 -> model.without(file(model));
      case 5, 6 -> moved(model);
      case 7 -> withoutLine(model);
      case 8 -> withoutDocument(model);
      default -> reworded(model);
    };
  }

  private String file(TestModel model) {
    return any(List.copyOf(model.files().keySet()));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A file without any edits. */
  private TestModel mended(TestModel model) {
    var path = file(START);
    return model.withFile(path, START.text(path));
  }

  /** Replaces a phrase by another, or back. */
  private TestModel rephrased(TestModel model) {
    var phrase = any(PHRASES);
    var isBack = random.nextInt(4) == 0;
    var old = phrase.get(isBack ? 1 : 0);
    var holders =
        model.files().entrySet().stream().filter(it -> it.getValue().contains(old)).toList();
    return holders.isEmpty()
        ? model
        : model.with(any(holders).getKey(), old, phrase.get(isBack ? 0 : 1));
  }

  /** Replaces a word by another, mostly by one that occurs in similar places. */
  private TestModel reworded(TestModel model) {
    var path = file(model);
    var text = model.text(path);
    var found = WORD.matcher(text).results().toList();
    if (found.isEmpty()) {
      return model;
    }
    var old = any(found);
    var replacement = any(words);
    for (var i = 0; i < 20 && !isAlike(old.group(), replacement); i++) {
      replacement = any(words);
    }
    return model.withFile(
        path, text.substring(0, old.start()) + replacement + text.substring(old.end()));
  }

  private static boolean isAlike(String old, String replacement) {
    return !old.equals(replacement)
        && old.contains("/") == replacement.contains("/")
        && Character.isUpperCase(old.charAt(0)) == Character.isUpperCase(replacement.charAt(0));
  }

  private TestModel withoutLine(TestModel model) {
    var path = file(model);
    var lines = new ArrayList<>(List.of(model.text(path).split("\n", -1)));
    lines.remove(random.nextInt(lines.size()));
    return model.withFile(path, String.join("\n", lines));
  }

  private TestModel withoutDocument(TestModel model) {
    var path = file(model);
    var documents = documents(model.text(path));
    documents.remove(random.nextInt(documents.size()));
    return documents.isEmpty()
        ? model.without(path)
        : model.withFile(path, String.join("---\n", documents));
  }

  /** Moves a document to another file, before or after its documents. */
  private TestModel moved(TestModel model) {
    var path = file(model);
    var documents = documents(model.text(path));
    var document = documents.remove(random.nextInt(documents.size()));
    var rest =
        documents.isEmpty()
            ? model.without(path)
            : model.withFile(path, String.join("---\n", documents));
    var target = "f" + random.nextInt(6) + ".yaml";
    var there = new TreeMap<>(rest.files()).get(target);
    var moved = document.endsWith("\n") ? document : document + "\n";
    return rest.withFile(
        target,
        there == null
            ? moved
            : random.nextBoolean() ? moved + "---\n" + there : there + "---\n" + moved);
  }

  private static List<String> documents(String text) {
    return new ArrayList<>(
        List.of((text.endsWith("\n") ? text : text + "\n").split("(?m)^---\n", -1)));
  }
}
