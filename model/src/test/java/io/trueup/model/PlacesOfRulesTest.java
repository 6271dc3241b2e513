package io.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.RuleExamples.Example;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.DeclaredVersion;
import io.trueup.model.verdict.Ownership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule's fault, put at a random place of a generated model, is told at exactly that place: in
 * whichever file, behind whichever documents, however far in.
 */
class PlacesOfRulesTest {

  private static final long SEED = Long.getLong("trueup.places.seed", 1);

  private static final int ROUNDS = Integer.getInteger("trueup.places.rounds", 5);

  static List<Example> examples() {
    return Stream.concat(RuleExamples.all().stream(), RuleExamples.places().stream()).toList();
  }

  static List<Example> places() {
    return RuleExamples.places();
  }

  @ParameterizedTest
  @MethodSource("places")
  void isTheLineThatIsWrong(Example example) {
    var found = problems(example, example.bad());

    assertThat(found).hasSize(1);
    assertThat(example.rule()).startsWith(found.getFirst().rule() + " ");
    assertThat(example.places()).containsExactly(found.getFirst().location().line());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isTheFaultsPlaceWhereverItIs(Example example) {
    var plain = problems(example, example.bad());
    assertThat(plain).isNotEmpty();
    for (var round = 0; round < ROUNDS; round++) {
      var random = new Random(SEED + round);
      var moved = new Moved(random, example.rule().startsWith("ownership."));
      var bad = moved.model(example.bad());
      var found = problems(example, bad);

      assertThat(found)
          .as("seed %d, round %d:%n%s", SEED, round, bad.files())
          .extracting(it -> it.rule() + " " + it.location())
          .containsExactlyInAnyOrderElementsOf(
              plain.stream().map(it -> it.rule() + " " + moved.place(it.location())).toList());
      found.forEach(it ->
          assertThat(bad.text(it.location().file()).lines().count())
              .as("seed %d: %s", SEED, it)
              .isGreaterThanOrEqualTo(it.location().line()));
    }
  }

  private static List<Problem> problems(Example example, TestModel bad) {
    var source = example.source(example.bad());
    if (source == null) {
      return example.rule().startsWith("compatibility.")
          ? bad.check(example.good().accepted()).problems()
          : bad.check().problems();
    }
    var base = new TestModel(Map.of("base.yaml", RuleExamples.base()));
    return Ownership.check(
        DeclaredVersion.of(basis(base), base::content), basis(bad), source, bad::content);
  }

  private static Basis basis(TestModel model) {
    return Objects.requireNonNull(model.check().basis());
  }

  /** A model of the same documents at other places, among others that nothing is wrong with. */
  private static final class Moved {

    private final Random random;
    private final boolean isOwned;
    private @Nullable String file;
    private int lines;
    private int columns;

    Moved(Random random, boolean isOwned) {
      this.random = random;
      this.isOwned = isOwned;
    }

    TestModel model(TestModel plain) {
      file = name();
      var files = new TreeMap<String, String>();
      files.put(name() + ".yaml", plain.text("base.yaml"));
      var before = new StringBuilder();
      for (var i = random.nextInt(4); i > 0; i--) {
        before.append(filler()).append(isOwned ? "" : "---\n");
      }
      for (var i = random.nextInt(3); i > 0; i--) {
        before.append("# ").append("x".repeat(random.nextInt(9))).append("\n\n");
      }
      lines = (int) before.toString().lines().count();
      var text = plain.text("example.yaml");
      // Deeper in, where that changes no meaning: every line of the documents alike.
      columns = text.contains("---") ? 0 : random.nextInt(4);
      var indented = columns == 0 ? text : text.replaceAll("(?m)^(?=.)", " ".repeat(columns));
      var after = random.nextBoolean() ? "" : (isOwned ? "" : "---\n") + filler();
      files.put(file, before + indented + after);
      var others = new ArrayList<String>();
      for (var i = random.nextInt(5); i > 0; i--) {
        others.add(name() + ".yaml");
      }
      Collections.shuffle(others, random);
      others.forEach(it -> files.put(it, filler()));
      return new TestModel(files);
    }

    private String name() {
      return "f%06d/%d.yaml".formatted(random.nextInt(1_000_000), random.nextInt(10));
    }

    /** Something that no rule minds; of a change in ownership, nothing that would be one. */
    private String filler() {
      return isOwned
          ? "#\n".repeat(random.nextInt(9)) + "\n"
          : "kind: Assignments\nname: filler %d\ntags:\n%s"
              .formatted(random.nextInt(1_000), "  - x\n".repeat(1 + random.nextInt(9)));
    }

    Location place(Location plain) {
      return plain.line() == 0 || !plain.file().equals("example.yaml")
          ? plain
          : new Location(
              Objects.requireNonNull(file), plain.line() + lines, plain.column() + columns);
    }
  }
}
