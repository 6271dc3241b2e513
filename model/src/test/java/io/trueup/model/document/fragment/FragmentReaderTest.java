package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.Rules;
import io.trueup.model.TestModel;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FragmentReaderTest {

  /** Rules about bytes, which {@code TreeParserTest} breaks. */
  private static final List<String> OF_BYTES = List.of("document.limit");

  static List<Case> cases() {
    return Cases.read(FragmentReaderTest.class, "fragment-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reports(Case row) {
    assertThat(problems("x.yaml", row.input())).isEqualTo(row.expected());
  }

  private static List<String> problems(String fileName, String text) {
    return read(fileName, text).problems().stream()
        .map(it -> it.inFile(fileName))
        .sorted(Problem.BY_LOCATION)
        .map(Problem::toString)
        .toList();
  }

  private static Fragment read(String fileName, String text) {
    return FragmentReader.read(fileName, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void reportsEveryRuleInSomeCase() {
    var rules = Rules.in("document");
    rules.removeAll(OF_BYTES);

    assertThat(cases().stream().flatMap(Cases::rules).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(rules);
  }

  static Stream<String> sampleFiles() {
    return TestModel.northwind().files().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("sampleFiles")
  void readsTheSampleTheSameEachTime(String path) {
    var text = TestModel.northwind().text(path);

    assertThat(read(path, text)).isEqualTo(read(path, text));
    assertThat(problems(path, text)).isEmpty();
  }

  @Test
  void readsYamlAndJsonAlike() {
    var yaml =
        """
        kind: Workspace
        name: W
        team: Z/T
        groups: {G: {datasets: [S/a]}}
        """;
    var json =
        """
        {"kind": "Workspace", "name": "W", "team": "Z/T", "groups": {"G": {"datasets": ["S/a"]}}}
        """;

    assertThat(read("x.json", json).documents())
        .extracting(Fragment.Declared::document)
        .isEqualTo(
            read("x.yaml", yaml).documents().stream().map(Fragment.Declared::document).toList())
        .hasSize(1);
  }

  @Test
  void keepsTheOtherDocumentsOfAFileWithABrokenOne() {
    var fragment =
        read(
            "x.yaml",
            """
            kind: Team
            name: Z/T
            ---
            kind: Tream
            ---
            kind: Team
            name: Z/U
            """);

    assertThat(fragment.documents())
        .extracting(Fragment.Declared::index, Fragment.Declared::line, it -> it.document().name())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, 1, "Z/T"),
            org.assertj.core.groups.Tuple.tuple(2, 6, "Z/U"));
  }

  @Test
  void readsASingleSinkAsAListOfOne() {
    var fragment =
        read("x.yaml", "{kind: Workspace, name: W, team: Z/T, groups: {G: {datasets: S/a}}}");

    assertThat(fragment.problems()).isEmpty();
    var workspace = ((WorkspaceDocument) fragment.documents().getFirst().document()).workspace();
    assertThat(workspace.groups().getFirst().sinks()).hasToString("[S/a]");
  }

  /** A description changes the declaration, and nothing that a platform acts on. */
  @Test
  void keepsDescriptionsApartFromFingerprints() {
    var text = TestModel.northwind().text("usa/sales.yaml");
    var described =
        text.replace("name: NW_Data\n", "name: NW_Data\ndescription: What we sold\n")
            .replace("    classification: [PC3]\n", "    classification: [PC3]\n    tags: [who]\n")
            .replace("key: true}", "key: true, documentation: It}");

    assertThat(described).isNotEqualTo(text);
    assertThat(problems("x.yaml", described)).isEmpty();
    assertThat(customers(described))
        .extracting(Dataset::fingerprint, Dataset::schema)
        .doesNotContain(customers(text).schema())
        .contains(customers(text).fingerprint());
    assertThat(digests(described)).hasSize(2).first().isEqualTo(digests(text).getFirst());
    assertThat(digests(described).getLast()).isNotEqualTo(digests(text).getLast());
  }

  private static Dataset customers(String text) {
    var document = read("x.yaml", text).documents().getLast().document();
    return ((DatastoreDocument) document).store().dataset("customers").orElseThrow();
  }

  private static List<Fingerprint> digests(String text) {
    return read("x.yaml", text).documents().stream().map(Fragment.Declared::digest).toList();
  }

  @Test
  void sharesEqualPartsOfManyFiles() {
    var sharing = Interner.large();
    var text = TestModel.northwind().text("usa/sales.yaml").getBytes(StandardCharsets.UTF_8);
    var first = store(FragmentReader.read("x.yaml", text, sharing));
    var second = store(FragmentReader.read("x.yaml", text, sharing));

    assertThat(second).isEqualTo(first);
    for (var dataset : first.datasets().values()) {
      assertThat(second.dataset(dataset.name()).orElseThrow().schema()).isSameAs(dataset.schema());
      assertThat(second.dataset(dataset.name()).orElseThrow().governance())
          .isSameAs(dataset.governance());
    }
  }

  private static Datastore store(Fragment fragment) {
    return ((DatastoreDocument) fragment.documents().getLast().document()).store();
  }
}
