package io.trueup.model;

import io.trueup.model.RuleExamples.Example;
import io.trueup.model.problem.Rule;
import io.trueup.model.problem.RuleCatalogue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/rules.md from the catalogue and the examples that test it. */
final class RulesPage {

  private static final String HEAD =
      """
      # Rules

      <!-- Written by `./mvnw -pl model test -Dtest=RuleCatalogueTest -Dtrueup.write=true`; do not edit. -->

      All rules that a model can break. An error rejects a merge; a warning does not. Ids are stable.

      Examples are differences: a line with `-` breaks the rule, a line with `+` does not. The problem is reported at
      the line with `-`, or at the line marked `# here`. The documents of an example replace those of the same kind
      and name in [this model](#the-model-of-the-examples). Rules of compatibility compare a version with the
      accepted one, which here is the one with `+`; rules of ownership check a change of that model that comes
      `# from` a repository and branch.

      | rule | | meaning |
      |---|---|---|
      """;

  private RulesPage() {}

  static String text() {
    Map<String, Example> examples =
        Stream.concat(RuleExamples.all().stream(), RuleExamples.elsewhere().stream())
            .collect(Collectors.toMap(Example::rule, Function.identity()));
    var groups =
        RuleCatalogue.all().stream()
            .collect(Collectors.groupingBy(Rule::group, TreeMap::new, Collectors.toList()));
    var text = new StringBuilder(HEAD);
    RuleCatalogue.all()
        .forEach(it ->
            text.append(
                "| [`%s`](#%s) | %s | %s |\n"
                    .formatted(it.id(), it.id().replace(".", ""), severity(it), it.meaning())));
    groups.forEach((group, rules) -> group(group, rules, examples, text));
    return text.append("\n## The model of the examples\n\n```yaml\n")
        .append(RuleExamples.base())
        .append("```\n")
        .toString();
  }

  private static void group(
      String group, List<Rule> rules, Map<String, Example> examples, StringBuilder text) {
    text.append("\n## ").append(group).append('\n');
    for (var rule : rules) {
      text.append(
          "\n### %s\n\n%s: %s. %s.\n"
              .formatted(rule.id(), capital(severity(rule)), rule.meaning(), rule.remedy()));
      var example = examples.get(rule.id());
      if (example != null) {
        text.append("\n```diff\n").append(String.join("\n", example.lines())).append("\n```\n");
      }
    }
  }

  private static String severity(Rule rule) {
    return rule.severity().name().toLowerCase(Locale.ROOT);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
