package io.trueup.listener.cli.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A merge check's problems in SARIF 2.1.0, the OASIS standard for results of analyses, which forges
 * show at their lines. It has only the fields that we use, with the names of the standard.
 */
@JsonInclude(Include.NON_NULL)
public record SarifLog(@JsonProperty("$schema") String schema, String version, List<Run> runs) {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** The results of one run. */
  public record Run(Tool tool, String columnKind, List<Result> results) {}

  /** The tool. */
  public record Tool(Driver driver) {}

  /** The program, with the violated rules. */
  public record Driver(String name, String version, List<Rule> rules) {}

  /** A rule. */
  public record Rule(String id) {}

  /** A problem. */
  public record Result(
      String ruleId,
      int ruleIndex,
      String level,
      String baselineState,
      Text message,
      List<Place> locations) {}

  /** A text. */
  public record Text(String text) {}

  /** A place. */
  public record Place(PhysicalLocation physicalLocation) {}

  /** A place in a file. */
  public record PhysicalLocation(ArtifactLocation artifactLocation, Region region) {}

  /** A file, from the repository's root. */
  public record ArtifactLocation(String uri, String uriBaseId) {}

  /** A position in a file. */
  @JsonInclude(Include.NON_NULL)
  public record Region(int startLine, @Nullable Integer startColumn) {}

  /**
   * Creates the log of a check.
   *
   * @param version of this program
   * @param modelRoot the place of problems without a file, because forges require a place; empty
   *     for the repository's root
   */
  public static SarifLog of(CheckResult result, String version, String modelRoot) {
    var ids = new TreeSet<String>();
    result.problems().forEach(it -> ids.add(it.problem().rule()));
    var rules = new ArrayList<>(ids);
    var results =
        result.problems().stream()
            .map(it -> result(it, rules.indexOf(it.problem().rule()), modelRoot))
            .toList();
    var driver = new Driver("trueup", version, rules.stream().map(Rule::new).toList());
    return new SarifLog(
        SCHEMA, "2.1.0", List.of(new Run(new Tool(driver), "unicodeCodePoints", results)));
  }

  private static Result result(CheckedProblem checked, int ruleIndex, String modelRoot) {
    var problem = checked.problem();
    return new Result(
        problem.rule(),
        ruleIndex,
        problem.severity() == Severity.ERROR ? "error" : "warning",
        checked.isKnown() ? "unchanged" : "new",
        new Text(text(problem)),
        List.of(new Place(place(problem.location(), modelRoot))));
  }

  /**
   * Braces mark placeholders, so they are doubled (§3.11.5); square brackets followed by a
   * parenthesis would be a link.
   */
  private static String text(Problem problem) {
    return "%s. %s"
        .formatted(problem.message(), problem.remedy())
        .replace("{", "{{")
        .replace("}", "}}")
        .replace("](", "] (");
  }

  private static PhysicalLocation place(Location location, String modelRoot) {
    var file = location.file().isEmpty() ? modelRoot : location.file();
    return new PhysicalLocation(
        new ArtifactLocation(file.isEmpty() ? "." : uri(file), "%SRCROOT%"),
        new Region(
            Math.max(1, location.line()), location.column() == 0 ? null : location.column()));
  }

  private static String uri(String path) {
    try {
      // A first segment with a colon would be read as a scheme.
      return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot write the path '%s' as a URI".formatted(path), e);
    }
  }
}
