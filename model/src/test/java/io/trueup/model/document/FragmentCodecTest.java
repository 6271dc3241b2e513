package io.trueup.model.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.TestModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fragments that were written are read back as they were, and nothing else is taken for them. */
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

    var written = FragmentCodec.write(fragments).orElseThrow();

    assertThat(FragmentCodec.read(written, Sharing.small())).isEqualTo(fragments);
  }

  @Test
  void writesWhatIsCommonOnce() {
    var one = fragments();
    var many = new ArrayList<Fragment>();
    for (var i = 0; i < 20; i++) {
      many.addAll(one);
    }

    assertThat(FragmentCodec.write(many).orElseThrow().length)
        .isLessThan(15 * FragmentCodec.write(one).orElseThrow().length);
  }

  @Test
  void leavesOutWhatItCannotWrite() {
    var everything = read("everything.yaml", everything());
    var hasAvro =
        new String(everything(), StandardCharsets.UTF_8)
            .lines()
            .anyMatch(it -> it.contains("avro:"));

    assertThat(hasAvro).isTrue();
    assertThat(FragmentCodec.write(List.of(everything))).isEmpty();
  }

  @Test
  void readsEveryFieldOfEveryDocument() {
    var text = new String(everything(), StandardCharsets.UTF_8);
    var withoutAvro = new ArrayList<Fragment>();
    for (var document : text.split("(?m)^---$", -1)) {
      if (!document.contains("avro:")) {
        withoutAvro.add(read("x.yaml", document.getBytes(StandardCharsets.UTF_8)));
      }
    }

    assertThat(withoutAvro).hasSizeGreaterThan(4);
    var written = FragmentCodec.write(withoutAvro).orElseThrow();
    assertThat(FragmentCodec.read(written, Sharing.small())).isEqualTo(withoutAvro);
  }

  @Test
  void refusesWhatItDidNotWrite() {
    var written = FragmentCodec.write(fragments()).orElseThrow();
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
    assertThatThrownBy(() -> FragmentCodec.read(new byte[] {2, 99}, Sharing.small()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void tryToRead(byte[] bytes) {
    try {
      FragmentCodec.read(bytes, Sharing.small());
    } catch (IllegalArgumentException _) {
      // That is how it refuses.
    }
  }
}
