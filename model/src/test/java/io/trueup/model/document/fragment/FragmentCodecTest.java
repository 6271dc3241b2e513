package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.TestModel;
import io.trueup.model.document.binder.Interner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fragments are read back as they were written, and other bytes are refused. */
class FragmentCodecTest {

  private static List<Fragment> fragments() {
    var fragments = new ArrayList<Fragment>();
    TestModel.northwind()
        .files()
        .forEach((path, text) -> fragments.add(read(path, text.getBytes(StandardCharsets.UTF_8))));
    fragments.add(
        read("broken.yaml", "kind: Team\nname: ''\nx: [1".getBytes(StandardCharsets.UTF_8)));
    return fragments;
  }

  private static Fragment read(String path, byte[] content) {
    return FragmentReader.read(path, content);
  }

  private static byte[] everything() {
    try (var stream = FragmentCodecTest.class.getResourceAsStream("everything.yaml")) {
      if (stream == null) {
        throw new AssertionError("There is no everything.yaml");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsWhatWasWritten() {
    var fragments = fragments();

    var written = FragmentCodec.write(fragments);

    assertThat(FragmentCodec.read(written, Interner.small())).isEqualTo(fragments);
  }

  @Test
  void writesSharedPartsOnce() {
    var one = fragments();
    var many = new ArrayList<Fragment>();
    for (var i = 0; i < 20; i++) {
      many.addAll(one);
    }

    assertThat(FragmentCodec.write(many).length).isLessThan(15 * FragmentCodec.write(one).length);
  }

  @Test
  void readsEveryFieldOfEveryDocument() {
    var everything = List.of(read("everything.yaml", everything()));

    var written = FragmentCodec.write(everything);

    assertThat(FragmentCodec.read(written, Interner.small())).isEqualTo(everything);
  }

  @Test
  void readsAvroSchemasOfEveryKindAndDepth() {
    var nested = "\"Deep\"";
    for (var depth = 0; depth < 50; depth++) {
      nested =
          "{type: %s}"
              .formatted(depth % 2 == 0 ? "array, items: " + nested : "map, values: " + nested);
    }
    var fragments =
        List.of(
            read(
                "avro.yaml",
                """
                kind: Datastore
                name: Stream
                team: USA/Sales
                capture: {kind: kafka, container: broker, consistency: single-dataset, trigger: external, credential: x}
                datasets:
                  kinds:
                    primaryKey: [id]
                    avro:
                      type: record
                      name: All
                      namespace: acme
                      aliases: [Everything]
                      fields:
                        - {name: id, type: string, aliases: [key]}
                        - {name: price, type: {type: bytes, logicalType: decimal, precision: 9, scale: 2}}
                        - {name: hue, type: {type: enum, name: Hue, symbols: [RED, BLUE], default: RED}, default: BLUE}
                        - {name: hash, type: {type: fixed, name: Hash, size: 16}}
                        - {name: next, type: ["null", All], default: null}
                        - {name: tags, type: {type: map, values: {type: array, items: ["null", Hue]}}}
                  deep:
                    primaryKey: [id]
                    avro:
                      type: record
                      name: Deep
                      fields: [{name: id, type: string}, {name: more, type: %s}]
                """
                    .formatted(nested)
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(fragments.getFirst().problems()).isEmpty();

    var written = FragmentCodec.write(fragments);

    assertThat(FragmentCodec.read(written, Interner.small())).isEqualTo(fragments);
  }

  /**
   * Caches on disk hold digests: when this fails, raise the generation and change the expected
   * value.
   */
  @Test
  void raisesItsGenerationWhenDigestsChange() {
    var digests =
        read("everything.yaml", everything()).documents().stream()
            .map(it -> it.digest().abbreviated())
            .toList();

    assertThat(FragmentCodec.GENERATION + ": " + String.join(" ", digests))
        .isEqualTo(
            "3: 341079cd c5f28ed1 4f0ebec4 b96df825 c6edcb65 6024ce0f b00b6276 06ec9577 f1ac086d");
  }

  @Test
  void refusesOtherBytes() {
    var written = FragmentCodec.write(fragments());
    var seed = System.nanoTime();
    var random = new Random(seed);

    for (var round = 0; round < 3_000; round++) {
      var bytes = written.clone();
      for (var change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      var cut = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatCode(() -> tryToRead(cut))
          .as("seed %d, round %d", seed, round)
          .doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> FragmentCodec.read(new byte[] {2, 99}, Interner.small()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void tryToRead(byte[] bytes) {
    try {
      FragmentCodec.read(bytes, Interner.small());
    } catch (IllegalArgumentException _) {
      // That is how it refuses.
    }
  }
}
