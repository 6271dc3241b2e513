package io.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.RuleExamples.Example;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Rule;
import io.trueup.model.problem.RuleCatalogue;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.DeclaredVersion;
import io.trueup.model.verdict.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue names every rule, and its examples break them and do not. */
class RuleCatalogueTest {

  /** What no document by itself can break: tests of their own do. */
  private static final Set<String> WITHOUT_EXAMPLE =
      Set.of(
          "document.limit",
          "ecosystem.missing",
          "model.empty",
          "model.more-problems",
          "ownership.base-unreadable",
          "ownership.first-version",
          "ownership.source-unknown");

  /** What looks like the id of a rule and is none. */
  private static final Set<String> NO_RULES =
      Set.of("model.git", "model.graphqls", "platform.realized");

  private static final TestModel BASE = new TestModel(Map.of("base.yaml", RuleExamples.base()));

  private static Set<String> catalogued() {
    return RuleCatalogue.all().stream()
        .map(Rule::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of modules that this one does not know: those whose group the catalogue has. */
  private static Set<String> elsewhere() {
    var groups = RuleCatalogue.all().stream().map(Rule::group).collect(Collectors.toSet());
    var found = new TreeSet<>(Rules.inModule("platforms"));
    found.addAll(Rules.inModule("listener"));
    found.removeIf(it -> !groups.contains(it.substring(0, it.indexOf('.'))));
    found.removeAll(NO_RULES);
    return found;
  }

  @Test
  void namesExactlyTheRulesThatSourcesName() {
    var named = new TreeSet<>(Rules.in(""));
    named.addAll(elsewhere());

    assertThat(catalogued()).isEqualTo(named);
  }

  @Test
  void isInTheOrderOfIds() {
    var ids = RuleCatalogue.all().stream().map(Rule::id).toList();

    assertThat(ids).isEqualTo(List.copyOf(catalogued()));
    assertThat(RuleCatalogue.find(ids.getLast())).contains(RuleCatalogue.all().getLast());
    assertThat(RuleCatalogue.find("no.rule")).isEmpty();
  }

  @Test
  void hasAnExampleOfEachRuleOfThisModule() {
    var expected = new TreeSet<>(Rules.in(""));
    expected.removeAll(WITHOUT_EXAMPLE);

    assertThat(RuleExamples.all().stream().map(Example::rule).toList())
        .isEqualTo(List.copyOf(expected));
  }

  static List<Example> examples() {
    return RuleExamples.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void breaksExactlyTheRule(Example example) {
    var problems = problems(example, example.bad());

    assertThat(problems).isNotEmpty();
    for (var problem : problems) {
      assertThat(problem.rule()).as(problem.toString()).isEqualTo(example.rule());
      assertThat(problem.location().file()).as(problem.toString()).isEqualTo("example.yaml");
      assertThat(problem.location().line()).as(problem.toString()).isIn(example.places());
      assertThat(RuleCatalogue.find(example.rule()).map(Rule::severity))
          .as(problem.toString())
          .contains(problem.severity());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void breaksNothing(Example example) {
    assertThat(problems(example, example.good())).extracting(Problem::toString).isEmpty();
  }

  static List<Example> examplesElsewhere() {
    return RuleExamples.elsewhere();
  }

  /** Those who know the rule test that it is broken. */
  @ParameterizedTest
  @MethodSource("examplesElsewhere")
  void breaksNothingThatIsKnownHere(Example example) {
    assertThat(problems(example, example.good())).extracting(Problem::toString).isEmpty();
    assertThat(problems(example, example.bad())).extracting(Problem::toString).isEmpty();
    assertThat(elsewhere()).contains(example.rule());
  }

  /** What is compared is compared with the good one, as the version that was accepted before. */
  private static List<Problem> problems(Example example, TestModel model) {
    var source = example.source(model);
    if (source != null) {
      return Ownership.check(
          DeclaredVersion.of(basis(BASE), BASE::content), basis(model), source, model::content);
    }
    return example.rule().startsWith("compatibility.")
        ? model.check(example.good().accepted()).problems()
        : model.check().problems();
  }

  private static Basis basis(TestModel model) {
    return Objects.requireNonNull(model.check().basis());
  }

  @Test
  void isDocumented() {
    DocumentationFiles.assertUpToDate("rules.md", RulesPage.text());
  }

  @Test
  void tellsNothingOfTheCommonModel() {
    assertThat(BASE.check().problems()).extracting(Problem::toString).isEmpty();
  }
}
