package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.document.fragment.FragmentReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeDigestTest {

  private static ModelFile file(String path, String blob) {
    return new ModelFile(path, blob, FragmentReader.read(path, new byte[0]));
  }

  private static ModelFiles files(ModelFile... files) {
    return ModelFiles.of(List.of(files));
  }

  @Test
  void coversBothVersionsInAnyOrderOfTheirFiles() {
    var one = file("a.yaml", "1");
    var two = file("b.yaml", "2");
    var before = files(one);

    assertThat(ChangeDigest.between(before, files(one, two)))
        .isEqualTo(ChangeDigest.between(before, files(two, one)));
  }

  @Test
  void everyPathAndContentOfBothCounts() {
    var before = files(file("a.yaml", "1"));
    var after = files(file("a.yaml", "2"));

    assertThat(
            Stream.of(
                    ChangeDigest.between(before, after),
                    ChangeDigest.between(after, before),
                    ChangeDigest.between(after, after),
                    ChangeDigest.between(ModelFiles.NONE, after),
                    ChangeDigest.between(before, files(file("b.yaml", "2"))),
                    ChangeDigest.between(before, files(file("a.yaml2", ""))),
                    ChangeDigest.between(before, files(file("a.yaml", "2"), file("b.yaml", "2"))))
                .distinct())
        .hasSize(7);
  }

  @Test
  void isSixtyFourDigits() {
    assertThatThrownBy(() -> new ChangeDigest("12ab"))
        .hasMessage("Cannot read the digest '12ab' of a change: expected 64 lower-case hex digits");
  }
}
