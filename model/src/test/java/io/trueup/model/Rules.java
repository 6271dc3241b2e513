package io.trueup.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The ids of rules, as they stand in the sources. */
public final class Rules {

  private static final Path SOURCES = Path.of("src/main/java/io/trueup/model");

  private static final Pattern RULE =
      Pattern.compile("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"");

  private Rules() {}

  /** All of a package, or of a single source. */
  public static Set<String> in(String path) {
    return under(SOURCES.resolve(path));
  }

  /** All that look like one in the sources of the modules in another folder. */
  public static Set<String> inModule(String folder) {
    return under(Path.of("..", folder));
  }

  private static Set<String> under(Path folder) {
    try (var files = Files.walk(folder)) {
      var rules = new TreeSet<String>();
      files
          .filter(it -> it.toString().contains("src/main/java/") && it.toString().endsWith(".java"))
          .flatMap(Rules::inFile)
          .forEach(rules::add);
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sources at " + folder, e);
    }
  }

  private static Stream<String> inFile(Path file) {
    try {
      return RULE.matcher(Files.readString(file)).results().map(it -> group(it)).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static String group(MatchResult result) {
    return result.group(1);
  }
}
