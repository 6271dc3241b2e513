package io.trueup.model.document.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import io.trueup.model.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeParserTest {

  private static final ReadLimits SMALL = new ReadLimits(1_000_000, 10, 1000);

  private static TreeParser.Result read(String fileName, String text) {
    return TreeParser.read(fileName, text.getBytes(StandardCharsets.UTF_8), SMALL);
  }

  private static List<String> problems(String fileName, String text) {
    return lines(read(fileName, text));
  }

  private static List<String> lines(TreeParser.Result result) {
    return result.problems().stream().map(it -> it.inFile("x")).map(Problem::toString).toList();
  }

  /** Every name and value with its place, in the order of the file. */
  private static List<String> places(String fileName, String text) {
    var result = read(fileName, text);
    assertThat(result.problems()).isEmpty();
    var places = new ArrayList<String>();
    result.documents().forEach(it -> places(it, places));
    return places;
  }

  private static void places(Tree tree, List<String> places) {
    var at = "%d:%d ".formatted(tree.line(), tree.column());
    switch (tree) {
      case Scalar scalar ->
          places.add(
              at
                  + (scalar.isNull()
                      ? "null"
                      : scalar.quoted() ? "\"" + scalar.text() : scalar.text()));
      case Sequence sequence -> {
        places.add(at + "[");
        sequence.items().forEach(it -> places(it, places));
      }
      case Mapping mapping -> {
        places.add(at + "{");
        for (var entry : mapping.entries()) {
          places.add("%d:%d %s:".formatted(entry.line(), entry.column(), entry.name()));
          places(entry.value(), places);
        }
      }
    }
  }

  @Test
  void keepsPlacesOfNamesAndValuesInYaml() {
    var text = "# comment\na: 1\nb:\n  - x\n  - {c: 'd', e: \"f\"}\nünï: |\n  text\n";

    assertThat(places("x.yaml", text))
        .containsExactly(
            "2:1 {",
            "2:1 a:",
            "2:4 1",
            "3:1 b:",
            "4:3 [",
            "4:5 x",
            "5:5 {",
            "5:6 c:",
            "5:9 \"d",
            "5:14 e:",
            "5:17 \"f",
            "6:1 ünï:",
            "6:6 \"text\n");
  }

  @Test
  void keepsPlacesOfNamesAndValuesInJson() {
    var text = "{\"a\": 1,\n \"b\": [\"x\", {\"c\": null}],\n \"d\": true}\n{\"e\": 1.5}";

    assertThat(places("x.json", text))
        .containsExactly(
            "1:1 {",
            "1:2 a:",
            "1:7 1",
            "2:2 b:",
            "2:7 [",
            "2:8 \"x",
            "2:13 {",
            "2:14 c:",
            "2:19 null",
            "3:2 d:",
            "3:7 true",
            "4:1 {",
            "4:2 e:",
            "4:7 1.5");
  }

  @Test
  void countsLinesTheSameWithCarriageReturnsAndAByteOrderMark() {
    var plain = "a: 1\nb:\n  c: 2\n---\nd: 3\n";

    assertThat(places("x.yaml", "\uFEFF" + plain.replace("\n", "\r\n")))
        .isEqualTo(places("x.yaml", plain));
    assertThat(places("x.json", "\uFEFF{\"a\":\r\n1}")).isEqualTo(places("x.json", "{\"a\":\n1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "yes",
        "on",
        "off",
        "NO",
        "y",
        "012",
        "0o14",
        "1_000",
        "2026-01-01",
        "1e3",
        ".inf",
        "12:30:45",
        "0x1F",
        "<<",
        "="
      })
  void keepsScalarsAsTheyAreWritten(String text) {
    assertThat(read("x.yaml", "a: " + text).documents())
        .containsExactly(
            new Mapping(List.of(new Tree.Entry("a", 1, 1, new Scalar(text, false, 1, 4))), 1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "~, true",
    "null, true",
    "Null, true",
    "NULL, true",
    "'', true",
    "'\"\"', false",
    "'\"null\"', false",
    "'''~''', false",
    "nULL, false",
    "none, false"
  })
  void recognizesNullInItsFourForms(String text, boolean isNull) {
    var mapping = (Mapping) read("x.yaml", "a: " + text).documents().getFirst();

    assertThat(((Scalar) mapping.entries().getFirst().value()).isNull()).isEqualTo(isNull);
  }

  @Test
  void leavesOutNullDocuments() {
    assertThat(read("x.yaml", "---\n---\na: 1\n---\n# only a comment\n---\n~\n").documents())
        .extracting(Tree::line)
        .containsExactly(3);
    assertThat(read("x.yaml", "").documents()).isEmpty();
    assertThat(read("x.json", " \n ").documents()).isEmpty();
    assertThat(read("x.json", "null").documents()).isEmpty();
  }

  @Test
  void ignoresMergeKeys() {
    assertThat(places("x.yaml", "a: &a {b: 1}\nc: {<<: *a}\n"))
        .containsExactly(
            "1:1 {", "1:1 a:", "1:4 {", "1:8 b:", "1:11 1", "2:1 c:", "2:4 {", "2:5 <<:", "1:4 {",
            "1:8 b:", "1:11 1");
  }

  @Test
  void dropsAnchorsAtTheEndOfADocument() {
    assertThat(problems("x.yaml", "a: &a 1\n---\nb: *a\n"))
        .containsExactly(
            "x:3:4: error: The alias '*a' has no anchor before it [document.syntax]. Define the"
                + " anchor first, or write the value out");
  }

  @Test
  void refusesAValueThatHoldsItself() {
    assertThat(problems("x.yaml", "a: &a [*a]\n"))
        .containsExactly(
            "x:1:8: error: The alias '*a' has no anchor before it [document.syntax]. Define the"
                + " anchor first, or write the value out");
  }

  @Test
  void countsTheValuesOfAliases() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var i = 1; i < 9; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d,".formatted(i - 1).repeat(10)).append("]\n");
    }

    assertThat(problems("x.yaml", bomb.toString()))
        .containsExactly(
            "x:3:38: error: The file holds more than 1,000 values, with aliases expanded"
                + " [document.limit]. Split the file, or write less with aliases");
  }

  @Test
  void countsLevelsThroughAliases() {
    var deep = "a: &a [[[[[x]]]]]\nb: &b [[[*a]]]\nc: [[[*b]]]\n";

    assertThat(problems("x.yaml", deep))
        .containsExactly(
            "x:3:7: error: Values are nested deeper than 10 levels [document.limit]. Flatten the"
                + " document");
    assertThat(problems("x.yaml", deep.replace("[[[*b]]]", "*b"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.yaml", "x.json"})
  void refusesDeepNesting(String fileName) {
    assertThat(problems(fileName, "[".repeat(9) + "1" + "]".repeat(9))).isEmpty();
    assertThat(problems(fileName, "[".repeat(10) + "1" + "]".repeat(10)))
        .containsExactly(
            "x:1:11: error: Values are nested deeper than 10 levels [document.limit]. Flatten the"
                + " document");
    assertThat(problems(fileName, "[".repeat(500_000)))
        .containsExactly(
            "x:1:11: error: Values are nested deeper than 10 levels [document.limit]. Flatten the"
                + " document");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.yaml", "x.json"})
  void refusesTooManyValues(String fileName) {
    assertThat(problems(fileName, "[" + "1, ".repeat(998) + "1]")).isEmpty();
    assertThat(problems(fileName, "[" + "1, ".repeat(999) + "1]"))
        .containsExactly(
            "x:1:2999: error: The file holds more than 1,000 values, with aliases expanded"
                + " [document.limit]. Split the file, or write less with aliases");
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    var result = TreeParser.read("x.yaml", new byte[1_000_001], SMALL);

    assertThat(lines(result))
        .containsExactly(
            "x: error: The file has 1,000,001 bytes, more than the limit of 1,000,000"
                + " [document.limit]. Split it into several files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "ISO-8859-1", "UTF-32"})
  void refusesAnotherEncoding(String encoding) {
    var bytes = "name: Müller\n".getBytes(Charset.forName(encoding));

    assertThat(lines(TreeParser.read("x.yaml", bytes, SMALL)))
        .hasSize(1)
        .first()
        .asString()
        .contains("[document.encoding]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void namesUtf16(String encoding) {
    var yaml = "name: Müller\n".getBytes(Charset.forName(encoding));
    var json = "{\"name\": \"Müller\"}".getBytes(Charset.forName(encoding));

    var refusal =
        "x:1:1: error: The file is UTF-16, not UTF-8 [document.encoding]. Save it as UTF-8";
    assertThat(lines(TreeParser.read("x.yaml", yaml, SMALL))).containsExactly(refusal);
    assertThat(lines(TreeParser.read("x.json", json, SMALL))).containsExactly(refusal);
  }

  @ParameterizedTest
  @CsvSource({"C3 28", "E2 82", "C0 80", "ED A0 80", "F4 90 80 80", "FF", "80", "E0 80 80"})
  void refusesInvalidUtf8(String hex) {
    var invalid = HexFormat.ofDelimiter(" ").parseHex(hex);
    var yaml = bytes("a: x", invalid, "\n");
    var comment = bytes("a: x # ", invalid, "\n");
    var json = bytes("{\"a\": \"x", invalid, "\"}");

    var refusal = "x:1:1: error: The file is not valid UTF-8 [document.encoding]. Save it as UTF-8";
    assertThat(lines(TreeParser.read("x.yaml", yaml, SMALL))).containsExactly(refusal);
    assertThat(lines(TreeParser.read("x.yaml", comment, SMALL))).containsExactly(refusal);
    assertThat(lines(TreeParser.read("x.json", json, SMALL))).containsExactly(refusal);
  }

  private static byte[] bytes(String before, byte[] between, String after) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(between);
    bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"name, Name", "\u00e9, e\u0301", "\uff4e, n", "\u017f, s"})
  void keepsNamesApartThatDifferInCaseOrUnicodeForm(String one, String other) {
    var yaml = read("x.yaml", one + ": 1\n" + other + ": 2\n");
    var json = read("x.json", "{\"%s\": 1, \"%s\": 2}".formatted(one, other));

    for (var result : List.of(yaml, json)) {
      assertThat(result.problems()).isEmpty();
      assertThat(((Mapping) result.documents().getFirst()).entries())
          .extracting(Tree.Entry::name)
          .containsExactly(one, other);
    }
  }

  @Test
  void refusesCharactersThatCannotBeStored() {
    assertThat(problems("x.yaml", "a: b\nc: d\u0001e\n"))
        .containsExactly(
            "x:2:5: error: The character U+0001 is not allowed in YAML [document.encoding]. Remove"
                + " it");
    assertThat(problems("x.yaml", "a: \"\\u0001\"\n"))
        .containsExactly(
            "x:1:4: error: This text holds a control character or half a surrogate pair"
                + " [document.encoding]. Remove it, or write it as a letter");
    assertThat(
            problems(
                "x.json", "{\"a\": [\"\\ud800\", \"\\u0000\", \"\\ud83d\\ude00\", \"\\udc00x\"]}"))
        .extracting(it -> it.substring(0, 8))
        .containsExactly("x:1:8: e", "x:1:18: ", "x:1:44: ");
  }

  @Test
  void readsNumbersOfAnyLengthAsTexts() {
    var digits = "1".repeat(200_000);
    assertThat(problems("x.json", "{\"a\": " + digits + "}")).isEmpty();
    assertThat(problems("x.yaml", "a: " + digits)).isEmpty();
    assertThat(problems("x.json", "{\"" + "n".repeat(200_000) + "\": 1}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: %s",
        "a: [%s]",
        "a: '%s'",
        "a: \"%s\"",
        "a: %s\n\n  b",
        "a: |\n  %s",
        "#%s\na:\tb"
      })
  void readsVeryLongLines(String yaml) {
    var text = yaml.formatted("x".repeat(4_000_000));

    var result = TreeParser.read("x.yaml", bytes(text, new byte[0], ""), ReadLimits.MODEL);

    assertThat(result.problems()).isEmpty();
    assertThat(result.documents()).hasSize(1);
  }

  static List<Case> json() {
    return Cases.read(TreeParserTest.class, "json-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("json")
  void saysWhereJsonIsBroken(Case row) {
    assertThat(problems("x.json", row.input())).isEqualTo(row.expected());
  }

  static List<Case> yaml() {
    return Cases.read(TreeParserTest.class, "yaml-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void saysWhereYamlIsBroken(Case row) {
    assertThat(problems("x.yaml", row.input())).isEqualTo(row.expected());
  }

  @Test
  void endsAfterAThousandProblems() {
    var yaml = "a: 1\n".repeat(5_000);
    var json = "{" + "\"a\": 1,\n".repeat(5_000) + "\"a\": 1}";

    for (var result :
        List.of(
            TreeParser.read("x.yaml", bytes(yaml, new byte[0], ""), ReadLimits.MODEL),
            TreeParser.read("x.json", bytes(json, new byte[0], ""), ReadLimits.MODEL))) {
      assertThat(result.problems()).hasSize(1_001);
      assertThat(lines(result).getLast())
          .endsWith(
              ":1: error: The file has more than 1,000 problems; what follows is not read"
                  + " [document.limit]. Correct those above first");
    }
  }

  @Test
  void saysWhereTheYamlParserFails() {
    assertThat(problems("x.yaml", "- b\n- \"\\x"))
        .containsExactly(
            "x:1:4: error: This is not YAML: the parser fails on what comes next [document.syntax]."
                + " Correct the syntax after this place");
  }

  @Test
  void keepsDocumentsBeforeABrokenOne() {
    var result = read("x.yaml", "a: 1\n---\nb: [\n");

    assertThat(result.documents()).extracting(Tree::line).containsExactly(1);
    assertThat(result.problems()).hasSize(1);
  }

  @Test
  void recognizesDocumentsByTheirExtension() {
    assertThat(List.of("a.yaml", "b/c.yml", "d.json")).allMatch(TreeParser::isDocument);
    assertThat(List.of("README.md", "yaml", "a.yaml.bak", "")).noneMatch(TreeParser::isDocument);
  }
}
