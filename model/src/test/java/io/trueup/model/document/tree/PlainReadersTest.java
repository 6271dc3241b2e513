package io.trueup.model.document.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The readers of plain files read the same as the parsers of the whole formats, or nothing. {@code
 * -Dtrueup.reading.texts=1000000} tries more texts, {@code -Dtrueup.reading.seed=} repeats a run.
 */
public class PlainReadersTest {

  private static final int TEXTS = Integer.getInteger("trueup.reading.texts", 10_000);
  private static final ReadLimits SMALL = new ReadLimits(1 << 20, 12, 300);

  private final long seed = Long.getLong("trueup.reading.seed", 1);
  private final Random random = new Random(seed);
  private final RandomDocuments texts = new RandomDocuments(random);

  /** Whether the reader of plain files read it. */
  private boolean sameOrNothing(boolean json, byte[] content) {
    try {
      return sameOrNothing(json, content, random.nextBoolean() ? SMALL : ReadLimits.MODEL);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "Seed %d, %s:%n%s"
              .formatted(seed, json ? "JSON" : "YAML", new String(content, StandardCharsets.UTF_8)),
          e);
    }
  }

  public static boolean sameOrNothing(boolean json, byte[] content, ReadLimits limits) {
    var plain =
        json
            ? PlainJsonReader.read(content, limits, null)
            : PlainYamlReader.read(content, limits, null);
    plain.ifPresent(documents -> {
      var whole = TreeParser.readAny(json, content, limits);
      assertThat(whole.problems()).isEmpty();
      assertThat(documents).isEqualTo(whole.documents());
    });
    return plain.isPresent();
  }

  @Test
  void readUsualYaml() {
    for (var i = 0; i < TEXTS / 4; i++) {
      var content = texts.tameYaml();

      assertThat(PlainYamlReader.read(content, ReadLimits.MODEL, null))
          .as("Seed %d:%n%s", seed, new String(content, StandardCharsets.UTF_8))
          .isPresent();
      sameOrNothing(false, content);
    }
  }

  @Test
  void readUsualJson() {
    for (var i = 0; i < TEXTS / 4; i++) {
      var content = texts.tameJson();

      assertThat(PlainJsonReader.read(content, ReadLimits.MODEL, null))
          .as("Seed %d:%n%s", seed, new String(content, StandardCharsets.UTF_8))
          .isPresent();
      sameOrNothing(true, content);
    }
  }

  @Test
  void neverDifferFromTheWholeParsers() {
    var taken = 0;
    for (var i = 0; i < TEXTS; i++) {
      taken += sameOrNothing(false, texts.mutated(texts.tameYaml())) ? 1 : 0;
      taken += sameOrNothing(true, texts.mutated(texts.tameJson())) ? 1 : 0;
      taken += sameOrNothing(false, texts.wild()) ? 1 : 0;
    }

    assertThat(taken).as("Seed %d", seed).isBetween(TEXTS / 4, TEXTS * 5 / 2);
  }

  @Test
  void leaveLongNamesToTheWholeParser() {
    for (var form :
        List.of("%s: b\n", "%s   : b\n", "'%s': b\n", "{%s: b}\n", "{\"%s\":b}\n", "- %s: b\n")) {
      for (var length = 990; length < 1_040; length++) {
        var content = form.formatted("a".repeat(length)).getBytes(StandardCharsets.UTF_8);

        var taken = sameOrNothing(false, content, ReadLimits.MODEL);

        assertThat(taken && length > 1_000).as(form).isFalse();
      }
    }
  }

  @Test
  void readNothingBeyondTheLimits() {
    var limits = new ReadLimits(1 << 20, 5, 40);
    for (var size = 0; size < 60; size++) {
      var flow = "[".repeat(size) + "]".repeat(size);
      var block = "- ".repeat(size) + "x";
      for (var text :
          List.of(flow, block, "- x\n".repeat(size), "{\"a\": [" + "1,".repeat(size) + "1]}")) {
        var content = text.getBytes(StandardCharsets.UTF_8);
        sameOrNothing(false, content, limits);
        sameOrNothing(true, content, limits);
      }
    }
  }

  @Test
  void readTheSamples() {
    var samples = TestModel.northwind().files();

    assertThat(samples).isNotEmpty();
    samples.forEach((name, text) -> {
      var content = text.getBytes(StandardCharsets.UTF_8);
      assertThat(sameOrNothing(false, content, ReadLimits.MODEL)).as(name).isTrue();
    });
  }

  /** As tools write it: JSON wherever a text is not plain. */
  @Test
  void readJsonWithinYaml() {
    var content =
        """
        kind: Datastore
        name: Store_1
        capture:
          locations: ["MyCorp/USA/NY_1","x"]
          trigger: {"cron":"0 2 * * *","count":-1,"on":true,"none":null,"deep":[{"a":[]},{}]}
          "what for": "A \\"name\\", \\u00fc, \\\\ and / 🐘"
        datasets:
          orders:
            columns:
              id: {"type":"integer","key":true}
              price: decimal(10,2)
              note: "varchar(5)"
        ---
        kind: Team
        name: USA/Sales
        """
            .getBytes(StandardCharsets.UTF_8);

    assertThat(sameOrNothing(false, content, ReadLimits.MODEL)).isTrue();
  }

  @Test
  void shareEqualTexts() {
    var content =
        "a:\n  type: varchar(40)\nb:\n  type: varchar(40)\n".getBytes(StandardCharsets.UTF_8);

    var root = (Tree.Mapping) PlainYamlReader.read(content, SMALL, null).orElseThrow().getFirst();

    assertThat(first(root, 0).name()).isSameAs(first(root, 1).name());
    assertThat(((Tree.Scalar) first(root, 0).value()).text())
        .isSameAs(((Tree.Scalar) first(root, 1).value()).text());
  }

  private static Tree.Entry first(Tree.Mapping root, int which) {
    return ((Tree.Mapping) root.entries().get(which).value()).entries().getFirst();
  }

  @Test
  void findADuplicateAmongManyNames() {
    for (var entries : List.of(2, 6, 7, 8, 100, 5000)) {
      var text = new StringBuilder();
      for (var i = 0; i < entries; i++) {
        text.append("\"name").append(i == entries - 1 ? 0 : i).append("\": x\n");
      }
      var yaml = text.toString().getBytes(StandardCharsets.UTF_8);
      var json = text.toString().replace("x\n", "1,\n");
      var object =
          ("{" + json.substring(0, json.length() - 2) + "}").getBytes(StandardCharsets.UTF_8);

      assertThat(PlainYamlReader.read(yaml, ReadLimits.MODEL, null)).isEmpty();
      assertThat(PlainJsonReader.read(object, ReadLimits.MODEL, null)).isEmpty();
    }
  }
}
