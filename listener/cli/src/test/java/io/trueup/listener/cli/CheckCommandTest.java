package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest extends ModelFixture {

  private static final String FAX = "      city: varchar(15)\n      fax: varchar(24)\n";

  private void addFax() {
    edit("usa/sales.yaml", "      city: varchar(15)\n", FAX);
  }

  private JsonNode json() throws IOException {
    return JsonMappers.STRICT.readTree(out.toString());
  }

  @Test
  void showsTheImpactOfAnAcceptedMerge() {
    ada.git("switch", "-qc", "fax");
    addFax();
    edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
    edit(
        "workspaces/product-reporting.yaml",
        "NW_Data/customers]",
        "NW_Data/customers, NW_Data/orders]");
    var head = ada.commit("Add the column fax").substring(0, 8);
    var base = ada.git("rev-parse", "--short=8", "main");

    var code = run("check", "--base", "main", "--head", "fax");

    assertThat(code).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            Base  main %s
            Head  fax %s

            Platform Forensic: 0 added, 1 changed, 2 removed; 1 at merge time, 2 when a job next starts
              - Export/Forensic/USA/DataOffice/warehouse/Depot/suppliers: removed from the model; tables are kept
              - Ingest/Forensic/Depot/suppliers: removed from the model; its job learns of it when it next starts
              ~ Ingest/Forensic/NW_Data: column customers/fax added (changed; its job reconciles it when it next starts)

            Platform Live: 1 added, 2 changed, 0 removed; 3 when a job next starts
              ~ Export/Live/USA/DataOffice/warehouse/NW_Data/customers: column customers/fax added (changed; it follows the job of its input)
              + Export/Live/USA/DataOffice/warehouse/NW_Data/orders: new; it follows the job of its input
              ~ Ingest/Live/NW_Data: column customers/fax added (changed; its job reconciles it when it next starts)

            Platform Mainframe is unaffected

            Accepted: no errors, no warnings; 2 of 3 platforms affected
            """
                .formatted(base, head));
  }

  @Test
  void saysWhenAPlatformFollows() {
    ada.git("switch", "-qc", "less");
    edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
    edit(
        "ecosystem.yaml",
        "history: forensic\n    container: USA/DataOffice/warehouse\n    credential: warehouse\n    rollout: {on: merge}",
        "history: forensic\n    container: USA/DataOffice/warehouse\n    credential: warehouse\n    rollout: {on: manual, guard: {removed: 10%, at-least: 2}}");
    ada.commit("Want less");

    var code = run("check", "--base", "main", "--head", "less");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains(
            "Platform Forensic: 0 added, 0 changed, 2 removed; 1 at merge time, 1 when a job next starts,"
                + " once an operator requests it, once an operator approves what it removes\n");

    run("check", "--base", "main", "--head", "less", "--output", "json");

    assertThat(out.toString())
        .contains(
            "\"rollout\" : \"MANUAL\"", "\"needsApproval\" : true", "\"needsApproval\" : false");
  }

  @Test
  void checksAFolderLikeACommit() throws Exception {
    ada.git("switch", "-qc", "fax");
    addFax();
    ada.commit("Add the column fax");
    run("check", "--base", "main", "--head", "fax", "--output", "json");
    var committed = json();

    run("check", "--base", "main", "--head", ada.folder().toString(), "--output", "json");

    assertThat(json().get("platforms")).isEqualTo(committed.get("platforms"));
    assertThat(json().get("verdict").asText()).isEqualTo("ACCEPTED");
    assertThat(json().at("/head/commit").isNull()).isTrue();
  }

  @Test
  void rejectsAtTheLine() {
    ada.git("switch", "-qc", "typo");
    edit("workspaces/product-reporting.yaml", "NW_Data/products", "NW_Data/prodcts");
    edit("usa/sales.yaml", "      city: varchar(15)\n", "");
    ada.commit("A typo");

    var code = run("check", "--base", "main", "--head", "typo");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .endsWith(
            """

            compatibility.column-removed: 1 error
              usa/sales.yaml:24:5: Column 'city' of dataset 'NW_Data/customers' is removed. Keep it, or declare a new dataset without it

            group.dataset-unknown: 1 error
              workspaces/product-reporting.yaml:9:16: Store 'NW_Data' has no dataset 'prodcts'. Did you mean 'products'?

            Rejected: 2 errors, no warnings; no platform would change
            """);
  }

  @Test
  void namesTheChangeThatAnOperatorMayApprove() throws Exception {
    ada.git("switch", "-qc", "narrow");
    edit("usa/sales.yaml", "city: varchar(15)", "city: varchar(10)");
    ada.commit("Narrow the city");

    assertThat(run("check", "--base", "main", "--head", "narrow")).isEqualTo(1);
    var text = out.toString();
    run("check", "--base", "main", "--head", ada.folder().toString(), "--output", "json");

    assertThat(text)
        .endsWith(
            """
            Rejected: 1 error, no warnings; no platform would change

            Only compatibility rejects it. If the change is intended, approve it:
              trueup sources approve SOURCE --change %s --reason …
            """
                .formatted(json().path("change").asText()));
    edit("workspaces/product-reporting.yaml", "NW_Data/products", "NW_Data/prodcts");
    ada.commit("And a typo");
    run("check", "--base", "main", "--head", "narrow");
    assertThat(out.toString()).endsWith("no platform would change\n");
  }

  @Test
  void shows100OfTenThousandProblemsAndAllInJson() throws Exception {
    var many =
        IntStream.range(0, 10_000)
            .mapToObj("Nowhere/d%d"::formatted)
            .collect(Collectors.joining(", "));
    edit(
        "workspaces/product-reporting.yaml", "NW_Data/products,", "NW_Data/prodcts, " + many + ",");
    ada.commit("Many");

    var code = run("check", "--base", "HEAD~1", "--head", "HEAD");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString().lines().filter(it -> it.startsWith("  workspaces/"))).hasSize(100);
    assertThat(out.toString())
        .contains(
            """
            group.dataset-unknown: 1 error
              workspaces/product-reporting.yaml:9:16: Store 'NW_Data' has no dataset 'prodcts'. Did you mean 'products'?

            group.store-unknown: 10,000 errors
            """)
        .endsWith(
            """
              and 9,901 more

            and 9,901 more: see '--output json'

            Rejected: 10001 errors, no warnings; no platform would change
            """);

    run("check", "--base", "HEAD~1", "--head", "HEAD", "--output", "json");
    assertThat(json().get("problems").size()).isGreaterThan(10_000);
    assertThat(json().get("platforms")).isEmpty();
  }

  @Test
  void judgesTheHeadWithoutCompatibilityWhereTheBaseIsBroken() throws Exception {
    edit("workspaces/product-reporting.yaml", "NW_Data/products", "NW_Data/prodcts");
    ada.commit("Broken");
    edit("workspaces/product-reporting.yaml", "NW_Data/prodcts", "NW_Data/products");
    edit("usa/sales.yaml", "      city: varchar(15)\n", "");
    ada.commit("Mended, and a column removed");

    var code = run("check", "--base", "HEAD~1", "--head", "HEAD");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("The base itself would be rejected: the head is checked without compatibility")
        .endsWith("\nAccepted: no errors, no warnings\n");
  }

  @Test
  void judgesAHeadAsTheFirstOneWhereTheBaseHasNoModel() {
    ada.git("switch", "-q", "--orphan", "empty");
    ada.write("README.md", "x").commit("Nothing yet");

    var code = run("check", "--base", "empty", "--head", "main");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("The base has no model: the head is checked as the first version")
        .endsWith("; 3 of 3 platforms affected\n");
    assertThat(run("check", "--base", "main", "--head", "empty")).isEqualTo(1);
    assertThat(out.toString()).contains("model.empty: 1 error");
    assertThat(run("check", "--base", "main", "--head", "main", "--model-root", "m")).isEqualTo(1);
    assertThat(out.toString()).contains("model.root-missing: 1 error");
  }

  @Test
  void findsAModelUnderItsRoot() throws Exception {
    var other = folder.resolve("other");
    copySample(other.resolve("models/prod"));

    var code =
        run("check", "--base", "main", "--head", other.toString(), "--model-root", "models/prod");

    assertThat(code).isZero();
    assertThat(out.toString()).contains("The base has no model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --base nowhere --head main      | 3 | Cannot find a commit or folder 'nowhere'
          --base main --head ./nowhere    | 3 | Cannot find a commit or folder './nowhere'
          --base main --head 0000000000000000000000000000000000000001 | 3 | Fetch it first
          --base main --head main^{tree}  | 3 | Cannot find a commit or folder
          --base main --head a..b         | 3 | Cannot find a commit or folder
          --head main                     | 2 | Missing required option: '--base=REF|DIR'
          --base main --head main --source here | 2 | 'here' is not a repository and branch of the form host/owner/name@branch
          --base main --head main --output xml  | 2 | expected one of [text, json
          """)
  void endsWithACodeForWhatIsInTheWay(String arguments, int expected, String message) {
    var code = run(("check " + arguments).split(" "));

    assertThat(err.toString()).contains(message);
    assertThat(code).isEqualTo(expected);
  }

  @Test
  void checksWhatIsCommittedByDefault() {
    assertThat(run("check", "--base", "main")).isZero();
    assertThat(out.toString()).contains("Head  HEAD ");
  }

  @Test
  void reportsAMissingRepository() throws Exception {
    var plain = Files.createDirectory(folder.resolve("plain"));

    assertThat(runAnywhere("check", "--base", "a", "--head", "b", "--repository", plain.toString()))
        .isEqualTo(3);
    assertThat(err.toString()).contains("Cannot find a git repository in or around");
    assertThat(runAnywhere("check", "--base", "a", "--head", "b", "--repository", "/nowhere"))
        .isEqualTo(3);
    assertThat(err.toString()).contains("The folder '/nowhere' does not exist");
  }

  @Test
  void reportsADamagedRepository() throws Exception {
    var tree = ada.git("rev-parse", "HEAD^{tree}");
    Files.delete(
        ada.folder()
            .resolve(".git/objects/%s/%s".formatted(tree.substring(0, 2), tree.substring(2))));

    var code = run("check", "--base", "main", "--head", "main");

    assertThat(err.toString()).contains("Cannot read the files of").contains("partial or damaged");
    assertThat(code).isEqualTo(7);
  }

  @Test
  void changesNothingInTheRepository() throws Exception {
    ada.git("switch", "-qc", "fax");
    addFax();
    ada.commit("Fax");
    var before = state(ada.folder());

    run("check", "--base", "main", "--head", "fax");
    run("check", "--base", "main", "--head", ada.folder().toString());

    assertThat(state(ada.folder())).isEqualTo(before);
  }

  private static Map<String, String> state(Path folder) throws IOException {
    var state = new HashMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.toList()) {
        state.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    return state;
  }

  @Test
  void readsBareRepositoriesWorkTreesAndFoldersWithinThem() {
    var bare = folder.resolve("bare.git").toString();
    ada.git("clone", "-q", "--bare", ".", bare);
    var further = folder.resolve("further").toString();
    ada.git("worktree", "add", "-q", further);

    for (var place : new String[] {bare, further, ada.folder().resolve("usa").toString()}) {
      var code = runAnywhere("check", "--base", "main", "--head", "main", "--repository", place);

      assertThat(code).as(place).isZero();
      assertThat(out.toString()).contains("0 of 3 platforms affected");
    }
  }

  @Test
  void prefersABranchToAFolderOfTheSameName() {
    addFax();
    ada.commit("Fax");
    ada.git("branch", "usa", "HEAD~1");

    run("check", "--base", "main", "--head", "usa");

    assertThat(out.toString()).contains("\nHead  usa ").contains("Rejected");
    assertThat(err.toString()).contains("The head lacks commits of the base");
    run("check", "--base", "usa", "--head", "main");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aSourceMayChangeWhatItOwns() {
    addFax();
    ada.commit("Fax");

    assertThat(checkFrom("github.com/northwind/sales@main")).isZero();
    assertThat(checkFrom("github.com/northwind/logistics@main")).isEqualTo(1);
    assertThat(out.toString()).contains("ownership.").contains("usa/sales.yaml:");
    assertThat(checkFrom("github.com/eve/model@main")).isEqualTo(1);
    assertThat(out.toString()).contains("'github.com/eve/model@main' owns nothing");
  }

  @Test
  void problemsOfAPlatformStandAtTheirField() {
    edit("ecosystem.yaml", "    type: legacy", "    type: legcy");
    edit(
        "ecosystem.yaml",
        "    history: forensic",
        "    hints: {partitions: \"8\", region: east}\n    history: forensic");
    ada.commit("A type and a hint");

    run("check", "--base", "HEAD~1", "--head", "HEAD");

    assertThat(out.toString())
        .contains("ecosystem.yaml:23:30: Data platforms of type 'postgres' know no hint 'region'")
        .contains("ecosystem.yaml:29:5: ");
  }

  private static final String SALES = "github.com/northwind/sales@main";
  private static final String EVE = "github.com/eve/model@evil";

  private void takeZoneUsaOver() {
    edit("ecosystem.yaml", "USA: github.com/northwind/usa@main", "USA: " + EVE);
  }

  /** Each is accepted alone; merged one after the other, the result does not lint. */
  private void mergeTwoThatDoNotGoTogether() {
    ada.git("switch", "-qc", "one", "main");
    edit(
        "usa/sales.yaml",
        "datasets:\n",
        "datasets:\n  extra: {classification: [PUB], columns: {id: {type: integer, key: true}}}\n");
    ada.commit("Add extra");
    assertThat(checkFrom(SALES)).isZero();
    ada.git("switch", "-q", "main");
    ada.git("merge", "-q", "--no-ff", "one", "-m", "Merge one");
    ada.git("switch", "-qc", "two", "main");
    edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "Depot/suppliers, NW_Data/extra, ");
    ada.commit("Use extra");
    assertThat(checkFrom("github.com/northwind/insight@main")).isZero();
    ada.git("switch", "-qc", "three", "main");
    edit(
        "usa/sales.yaml",
        "  extra: {classification: [PUB], columns: {id: {type: integer, key: true}}}\n",
        "");
    ada.commit("Remove extra");
    ada.git("switch", "-q", "main");
    ada.git("merge", "-q", "--no-ff", "two", "-m", "Merge two");
    ada.git("merge", "-q", "--no-ff", "three", "-m", "Merge three");
    assertThat(run("check", "--base", "HEAD~1", "--head", "HEAD")).isEqualTo(1);
  }

  @Test
  void checksOwnershipAlthoughTheBaseDoesNotLint() {
    mergeTwoThatDoNotGoTogether();
    edit("workspaces/supply-chain.yaml", "NW_Data/extra, ", "");
    ada.commit("Mend");

    assertThat(checkFrom("github.com/northwind/insight@main")).isZero();
    assertThat(out.toString()).contains("The base itself would be rejected: the head is checked");
    assertThat(checkFrom(EVE)).isEqualTo(1);
    takeZoneUsaOver();
    ada.git("commit", "-qa", "--amend", "-m", "Mend, and take USA over");
    assertThat(checkFrom(EVE)).isEqualTo(1);
    assertThat(out.toString())
        .contains("ownership.not-owner: 2 errors")
        .contains("ecosystem.yaml:")
        .contains("may change Ecosystem 'Northwind'; this one comes from '" + EVE + "'");
  }

  @Test
  void whatCannotBeReadOfTheBaseCountsAsItLastWas() throws Exception {
    addFax();
    ada.commit("Fax");
    var accepted = ada.git("rev-parse", "--short=8", "HEAD");
    edit("usa/sales.yaml", "name: NW_Data\n", "name: NW_Data\nname: NW_Data\n");
    edit("uk/logistics.yaml", "depot_reader", "depot_scanner");
    ada.commit("Broken");
    edit("usa/sales.yaml", "name: NW_Data\nname: NW_Data\n", "name: NW_Data\n");
    edit("usa/sales.yaml", "fax: varchar(24)", "fax: varchar(25)");
    ada.commit("Mend");

    assertThat(checkFrom(SALES)).isZero();
    assertThat(out.toString())
        .contains(
            "Parts of the base cannot be read: ownership is checked against the earlier version %s"
                .formatted(accepted));
    assertThat(checkFrom("github.com/northwind/logistics@main")).isEqualTo(1);
    assertThat(out.toString()).contains("may change Datastore 'NW_Data'; this one comes from");
    takeZoneUsaOver();
    ada.git("commit", "-qa", "--amend", "-m", "Mend, and take USA over");
    assertThat(checkFrom(EVE)).isEqualTo(1);
    run("check", "--base=HEAD~1", "--head=HEAD", "--source=" + SALES, "--output=json");
    assertThat(json().at("/ownersOf/commit").asText()).startsWith(accepted);
  }

  @Test
  void rejectsWithoutReadableOwners() {
    edit("ecosystem.yaml", "name: Northwind\n", "name: Northwind\nname: Northwind\n");
    ada.git("commit", "-qa", "--amend", "-m", "Broken from the beginning");
    edit("ecosystem.yaml", "name: Northwind\nname: Northwind\n", "name: Northwind\n");
    ada.commit("Mend");

    assertThat(checkFrom("github.com/northwind/model@ecosystem")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            """
            ownership.base-unreadable: 1 error
              Cannot decide whether 'github.com/northwind/model@ecosystem' may make this change: file 'ecosystem.yaml' of the base has errors, and there is no earlier version. Ask an administrator of the repository to correct the base without this check
            """);
    assertThat(run("check", "--base", "HEAD~1", "--head", "HEAD")).isZero();
  }

  @Test
  void aModelThatWentIsNoFirstVersion() {
    ada.git("rm", "-rq", ".");
    ada.git("commit", "-qm", "Remove everything");
    ada.git("revert", "--no-edit", "HEAD");
    assertThat(checkFrom("github.com/northwind/model@ecosystem")).isZero();

    edit("ecosystem.yaml", "owner: github.com/northwind/model@ecosystem", "owner: " + EVE);
    takeZoneUsaOver();
    ada.git("commit", "-qa", "--amend", "-m", "Bring it back as mine");

    assertThat(checkFrom(EVE)).isEqualTo(1);
    assertThat(out.toString())
        .contains("'github.com/eve/model@evil' owns nothing")
        .as(out.toString());
  }

  @Test
  void reportsTheMissingHistoryOfAShallowClone() {
    edit("ecosystem.yaml", "name: Northwind\n", "name: Northwind\nname: Northwind\n");
    ada.commit("Broken");
    edit("ecosystem.yaml", "name: Northwind\nname: Northwind\n", "name: Northwind\n");
    ada.commit("Mend");
    var shallow = folder.resolve("shallow").toString();
    ada.git("clone", "-q", "--depth", "2", "file://" + ada.folder(), shallow);

    var code =
        runAnywhere(
            "check", "--base=HEAD~1", "--head=HEAD", "--source=" + SALES, "--repository", shallow);

    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).contains("which is shallow. Fetch the whole history of the base");
  }

  private int checkFrom(String source) {
    return run("check", "--base", "HEAD~1", "--head", "HEAD", "--source", source);
  }

  @Test
  void writesAnnotationsAndSummaryForAForge() throws Exception {
    ada.git("switch", "-qc", "typo");
    edit("workspaces/product-reporting.yaml", "NW_Data/products", "NW_Data/prodcts");
    ada.commit("A typo");
    var summary = folder.resolve("summary.md");

    run(
        "check",
        "--base",
        "main",
        "--head",
        "typo",
        "--output",
        "github",
        "--summary",
        summary.toString());

    assertThat(out.toString())
        .isEqualTo(
            """
            ::error file=workspaces/product-reporting.yaml,line=9,col=16,title=group.dataset-unknown::Store 'NW_Data' has no dataset 'prodcts'. Did you mean 'products'?
            Rejected: 1 error, no warnings
            """);
    assertThat(summary).content().startsWith("## Merge check: rejected");
    run("check", "--base", "main", "--head", "typo", "--output", "sarif");
    assertThat(json().at("/runs/0/results/0/ruleId").asText()).isEqualTo("group.dataset-unknown");
    assertThat(json().at("/runs/0/tool/driver/version").asText()).isEqualTo("1.2.3");
  }
}
