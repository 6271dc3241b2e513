package io.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Files of the documentation, some of which are generated. */
public final class DocumentationFiles {

  private static final Path FOLDER = Path.of("../docs");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  private DocumentationFiles() {}

  /** The content of a file. */
  public static String read(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + FOLDER.resolve(name), e);
    }
  }

  /** The examples in YAML that a page shows. */
  public static List<String> examples(String name) {
    return FENCE.matcher(read(name)).results().map(it -> it.group(1)).toList();
  }

  /** Fails when a generated file is stale; writes it first if asked to. */
  public static void assertUpToDate(String name, String content) {
    if (Boolean.getBoolean("trueup.write")) {
      try {
        Files.writeString(FOLDER.resolve(name), content);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write " + FOLDER.resolve(name), e);
      }
    }
    assertThat(Files.exists(FOLDER.resolve(name)) ? read(name) : "")
        .as("docs/%s is stale; ./mvnw -pl model test -Dtrueup.write=true writes it again", name)
        .isEqualTo(content);
  }

  /** The content of a resource beside a class. */
  public static String resource(Class<?> beside, String name) {
    try (var stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("There is no resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
