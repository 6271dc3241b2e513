package io.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.type.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of the documents says what is so. */
class ModelReferenceTest {

  private static final String TEXT = read(Path.of("../docs/model.md"));

  private static final Pattern FENCE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  @Test
  void showsOnlyExamplesThatHaveNoProblem() {
    for (var example : examples()) {
      assertThat(FragmentReader.read("x.yaml", example.getBytes(StandardCharsets.UTF_8)).problems())
          .as(example)
          .isEmpty();
    }
  }

  @Test
  void showsAnExampleOfEachKind() {
    var kinds =
        Arrays.stream(ModelDocument.class.getPermittedSubclasses())
            .map(it -> it.getSimpleName().replace("Document", ""))
            .toList();

    assertThat(examples())
        .flatExtracting(it -> it.lines().limit(1).toList())
        .containsAll(kinds.stream().map("kind: "::concat).toList());
  }

  @Test
  void namesEveryType() {
    for (var word : DataType.keywords()) {
      assertThat(TEXT).contains("`" + word);
    }
  }

  private static List<String> examples() {
    return FENCE.matcher(TEXT).results().map(it -> it.group(1)).toList();
  }
}
