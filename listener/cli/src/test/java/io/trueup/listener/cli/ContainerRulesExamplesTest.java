package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bad examples for containers in docs/rules.md break their rules. */
class ContainerRulesExamplesTest extends ModelFixture {

  private static final Path PAGE = Path.of("../../docs/rules.md");
  private static final Pattern FIELD = Pattern.compile("(?m)^(kind|name|store): *([^\\s#]+)");

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  private static List<String> example(String rule) throws IOException {
    var found =
        Pattern.compile("(?ms)^### " + Pattern.quote(rule) + "\\n.*?^```diff\\n(.*?)^```")
            .matcher(page());
    assertThat(found.find()).isTrue();
    return found.group(1).lines().toList();
  }

  private static List<String> without(char side, List<String> lines) {
    return lines.stream().filter(it -> it.charAt(0) != side).map(it -> it.substring(1)).toList();
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

  /** A folder with the common model, whose documents the example replaces. */
  private Path model(String name, List<String> lines) throws IOException {
    var page = page();
    var base = page.substring(page.lastIndexOf("```yaml\n") + 8, page.lastIndexOf("```"));
    var text = String.join("\n", lines) + "\n";
    var documents = documents(base);
    documents(text).keySet().forEach(documents::remove);
    var model = Files.createDirectories(folder.resolve(name));
    Files.writeString(model.resolve("base.yaml"), String.join("---\n", documents.values()));
    Files.writeString(model.resolve("example.yaml"), text);
    return model;
  }

  private JsonNode check(Path model) throws IOException {
    runAnywhere(
        "check",
        "--repository",
        ada.folder().toString(),
        "--base",
        folder.resolve("nothing").toString(),
        "--head",
        model.toString(),
        "--output",
        "json");
    return JsonMappers.STRICT.readTree(out.toString());
  }

  /** The lines of the bad example that have problems. */
  private static List<Integer> places(List<String> lines) {
    var bad = lines.stream().filter(it -> it.charAt(0) != '+').toList();
    var marked = bad.stream().anyMatch(it -> it.endsWith("# here"));
    var places = new ArrayList<Integer>();
    for (var at = 0; at < bad.size(); at++) {
      if (marked ? bad.get(at).endsWith("# here") : bad.get(at).charAt(0) == '-') {
        places.add(at + 1);
      }
    }
    return places;
  }

  @ParameterizedTest
  @ValueSource(strings = {"container.cannot-hold", "container.version"})
  void breakTheRuleAtTheirLines(String rule) throws IOException {
    Files.createDirectories(folder.resolve("nothing"));
    var lines = example(rule);

    var good = check(model("good", without('-', lines)));
    var bad = check(model("bad", without('+', lines)));

    assertThat(good.get("problems")).as(good.toString()).isEmpty();
    var found = new TreeMap<Integer, String>();
    bad.get("problems").forEach(it -> found.put(it.get("line").asInt(), it.get("rule").asText()));
    assertThat(List.copyOf(found.keySet())).as(bad.toString()).isEqualTo(places(lines));
    assertThat(found.values()).containsOnly(rule);
  }
}
