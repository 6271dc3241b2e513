package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No library on the resolved class path, tests' own included, is older than the fix of a
 * vulnerability that is known. The list is {@code minimum-versions.txt}.
 */
class ClassPathTest {

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

  private record Library(String name, String version) {}

  private record Minimum(String name, String version, String advisory) {

    boolean isAbout(Library library) {
      var isNamed =
          name.endsWith("*")
              ? library.name().startsWith(name.substring(0, name.length() - 1))
              : library.name().equals(name);
      return isNamed && numbers(version)[0] == numbers(library.version())[0];
    }
  }

  private static List<Library> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> JAR.matcher(Path.of(entry).getFileName().toString()))
        .filter(java.util.regex.Matcher::matches)
        .map(jar -> new Library(jar.group(1), jar.group(2)))
        .toList();
  }

  private static List<Minimum> minimums() throws IOException {
    return Files.readAllLines(Path.of("src", "test", "resources", "minimum-versions.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", 3))
        .map(words -> new Minimum(words[0], words[1], words[2]))
        .toList();
  }

  /**
   * The numbers that a version begins with; what follows them, such as a qualifier, does not count.
   */
  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[.-]"))
        .takeWhile(part -> part.matches("[0-9]{1,9}"))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static Optional<String> fault(Library library, List<Minimum> minimums) {
    return minimums.stream()
        .filter(it -> it.isAbout(library))
        .filter(it -> Arrays.compare(numbers(library.version()), numbers(it.version())) < 0)
        .map(it ->
            "%s %s is older than %s: %s"
                .formatted(library.name(), library.version(), it.version(), it.advisory()))
        .findFirst();
  }

  @Test
  void holdsNoLibraryWithAKnownVulnerability() throws IOException {
    var minimums = minimums();

    assertThat(libraries()).hasSizeGreaterThan(40);
    assertThat(libraries().stream().flatMap(it -> fault(it, minimums).stream())).isEmpty();
  }

  @Test
  void listsNothingThatIsNotThere() throws IOException {
    assertThat(minimums())
        .allSatisfy(minimum -> assertThat(libraries()).anyMatch(minimum::isAbout));
  }

  @ParameterizedTest
  @CsvSource({
    "netty-codec-http, 4.2.12.Final, true",
    "netty-codec-http, 4.2.18.Final, false",
    "netty-common, 4.3.0.Final, false",
    "netty-common, 5.0.0.Final, false",
    "jackson-core, 2.22.1, true",
    "jackson-core, 3.1.3, true",
    "jackson-core, 3.2.0, false",
    "guava, 31.1-jre, false",
    "guava, 32.0.0-jre, false",
    "org.eclipse.jgit, 7.2.0.202503040940-r, true",
    "jackson-core-extra, 2.0, false"
  })
  void tellsAnOlderVersion(String name, String version, boolean isTold) throws IOException {
    assertThat(fault(new Library(name, version), minimums()).isPresent()).isEqualTo(isTold);
  }
}
