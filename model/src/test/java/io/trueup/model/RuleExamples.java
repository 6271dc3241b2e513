package io.trueup.model;

import io.trueup.model.ecosystem.RepositoryBranch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An example of each rule as a difference: lines that begin with {@code -} break it, those with
 * {@code +} do not. Its documents stand instead of those of the same kind and name in a small
 * common model.
 */
public final class RuleExamples {

  private static final String BASE =
      DocumentationFiles.resource(RuleExamples.class, "rules/base.yaml");

  private static final Pattern FIELD = Pattern.compile("(?m)^(kind|name|store): *([^\\s#]+)");

  private static final Pattern SOURCE = Pattern.compile("(?m)^# from (\\S+)$");

  /** Marks the line that a problem is told of, where it is not one that differs. */
  private static final String MARK = "# here";

  private RuleExamples() {}

  /** One example. */
  public record Example(String rule, List<String> lines) {

    /** The model that breaks the rule. */
    public TestModel bad() {
      return model(without('+'));
    }

    /** The model that does not. */
    public TestModel good() {
      return model(without('-'));
    }

    /** Where the bad one comes from, or the good one; null when that does not matter. */
    public @Nullable RepositoryBranch source(TestModel model) {
      var found = SOURCE.matcher(model.text("example.yaml"));
      return found.find() ? RepositoryBranch.parse(found.group(1)) : null;
    }

    /** The lines of the bad example, from 1, that its problem may stand in. */
    public List<Integer> places() {
      var bad = without('+');
      var marked = numbers(bad, MARK);
      if (!marked.isEmpty()) {
        return marked;
      }
      var places = new ArrayList<Integer>();
      var at = 0;
      for (var line : lines) {
        if (line.charAt(0) != '+') {
          at++;
          if (line.charAt(0) == '-') {
            places.add(at);
          }
        }
      }
      return places;
    }

    private static List<Integer> numbers(List<String> lines, String mark) {
      var found = new ArrayList<Integer>();
      for (var at = 0; at < lines.size(); at++) {
        if (lines.get(at).endsWith(mark)) {
          found.add(at + 1);
        }
      }
      return found;
    }

    private List<String> without(char side) {
      return lines.stream().filter(it -> it.charAt(0) != side).map(it -> it.substring(1)).toList();
    }

    @Override
    public String toString() {
      return rule;
    }
  }

  /** All examples, in the order of the rules. */
  public static List<Example> all() {
    return of("rules/examples.txt");
  }

  /** Those of rules that other modules know, which test them. */
  public static List<Example> elsewhere() {
    return of("rules/elsewhere.txt");
  }

  /** More ways to break rules, told at other places; each is called by its rule and how. */
  public static List<Example> places() {
    return of("rules/places.txt");
  }

  private static List<Example> of(String resource) {
    return Cases.sections(RuleExamples.class, resource).entrySet().stream()
        .map(it ->
            new Example(
                it.getKey(), it.getValue().lines().filter(line -> !line.isEmpty()).toList()))
        .toList();
  }

  /** The common model, as text. */
  public static String base() {
    return BASE;
  }

  private static TestModel model(List<String> lines) {
    var text = String.join("\n", lines) + "\n";
    var documents = new LinkedHashMap<>(documents(BASE));
    documents(text).keySet().forEach(documents::remove);
    return new TestModel(
        new TreeMap<>(
            Map.of("base.yaml", String.join("---\n", documents.values()), "example.yaml", text)));
  }

  private static Map<String, String> documents(String text) {
    var documents = new LinkedHashMap<String, String>();
    for (var document : text.split("(?m)^---\n", -1)) {
      var fields = new TreeMap<String, String>();
      FIELD.matcher(document).results().forEach(it -> fields.putIfAbsent(it.group(1), it.group(2)));
      documents.put(fields.toString(), document);
    }
    return documents;
  }
}
