package io.trueup.listener.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.listener.cli.check.CheckResult.Base;
import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The outputs of a check for forges, with any content of the model. */
class OutputsTest {

  private static final Problem HOSTILE =
      Problem.error(
          "dataset.unknown",
          new Location("a b/ü%0A,x:y::error::#[é].yaml", 3, 7),
          "Dataset '::set-output name=x::50%25 | <b>@all</b> [a](https://evil) {0} `x`' is wrong",
          "Mend\r\n::error::it");

  private static CheckResult rejected(Problem... problems) {
    return new CheckResult(
        false,
        Base.SOUND,
        null,
        null,
        List.of(problems).stream().map(it -> new CheckedProblem(it, false)).toList(),
        List.of());
  }

  private static Schema sarif() throws IOException {
    try (var schema =
        Objects.requireNonNull(
            OutputsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void writesSarifThatMatchesTheSchema() throws Exception {
    var nowhere =
        new Problem("model.empty", Severity.WARNING, Location.NOWHERE, "Nothing", "Something");
    var wholeFile = Problem.error("model.symbolic-link", Location.of("x.yaml"), "A link", "None");
    var log = SarifLog.of(rejected(HOSTILE, nowhere, wholeFile), "1.2.3", "models/prod");

    var json = JsonMappers.STRICT.writeValueAsString(log);

    assertThat(sarif().validate(json, InputFormat.JSON)).isEmpty();
    assertThat(sarif().validate(json.replace("\"error\"", "\"worse\""), InputFormat.JSON))
        .isNotEmpty();
    var results = JsonMappers.STRICT.readTree(json).at("/runs/0/results");
    assertThat(results.at("/0/locations/0/physicalLocation").toString())
        .isEqualTo(
            "{\"artifactLocation\":{\"uri\":\"a%20b/%C3%BC%250A,x:y::error::%23%5B%C3%A9%5D.yaml\",\"uriBaseId\":\"%SRCROOT%\"},\"region\":{\"startLine\":3,\"startColumn\":7}}");
    assertThat(results.at("/0/message/text").asText())
        .contains("[a] (https://evil)")
        .contains("{{0}}");
    assertThat(results.at("/1/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("models/prod");
    assertThat(results.at("/1/level").asText()).isEqualTo("warning");
    assertThat(results.at("/2/ruleIndex").asInt()).isEqualTo(2);
  }

  @Test
  void annotationsEscapeAllContent() {
    var text = GitHubAnnotations.render(rejected(HOSTILE));

    assertThat(text)
        .isEqualTo(
            """
            ::error file=a b/ü%250A%2Cx%3Ay%3A%3Aerror%3A%3A#[é].yaml,line=3,col=7,title=dataset.unknown::Dataset '::set-output name=x::50%2525 | <b>@all</b> [a](https://evil) {0} `x`' is wrong. Mend ::error::it
            Rejected: 1 error, no warnings
            """);
  }

  @Test
  void annotationsAreBounded() {
    var many =
        IntStream.range(0, 10_000)
            .mapToObj(it -> Problem.error("a.b", new Location("x.yaml", it + 1, 1), "m", "r"))
            .toArray(Problem[]::new);

    var text = GitHubAnnotations.render(rejected(many));

    assertThat(text.lines()).hasSize(102);
    assertThat(text).contains("::notice::9900 more problems are not shown");
  }

  @Test
  void summariesEscapeMarkup() {
    var text = MarkdownSummary.render(rejected(HOSTILE));

    assertThat(text)
        .isEqualTo(
            """
            ## Merge check: rejected

            1 error, no warnings

            | place | rule | problem |
            |---|---|---|
            | a b/ü\\%0A\\,x\\:y\\:\\:error\\:\\:\\#\\[é\\].yaml\\:3\\:7 | dataset.unknown | Dataset '\\:\\:set-output name\\=x\\:\\:50\\%25 \\| \\<b\\>\\@all\\</b\\> \\[a\\]\\(https\\://evil\\) \\{0\\} \\`x\\`' is wrong. Mend \\:\\:error\\:\\:it |
            """);
  }

  @Test
  void summariesShowTheImpact() {
    var node =
        new NodeImpact(
            new NodeKey("Ingest/Live/S"),
            Effect.ADDED,
            Priority.LOW,
            Moment.MERGE_TIME,
            "new",
            List.of());
    var result =
        new CheckResult(
            true,
            Base.NONE,
            null,
            null,
            List.of(),
            List.of(
                impact("Live", RolloutPolicy.MERGE, node),
                impact("Mainframe", RolloutPolicy.MANUAL, node),
                impact("Old", RolloutPolicy.NEVER)));

    assertThat(MarkdownSummary.render(result))
        .isEqualTo(
            """
            ## Merge check: accepted

            no errors, no warnings

            The base has no model: the head is checked as the first version.

            | platform | added | changed | removed | at merge time | when a job starts |
            |---|---|---|---|---|---|
            | Live | 1 | 0 | 0 | 1 | 0 |
            | Mainframe | 1 | 0 | 0 | 1 | 0 |
            | Old | unaffected | | | | |

            Mainframe follows once an operator requests it.
            """);
  }

  private static PlatformImpact impact(String name, RolloutPolicy policy, NodeImpact... nodes) {
    return new PlatformImpact(name, "postgres", RolloutTerms.of(policy), false, List.of(nodes));
  }
}
