package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hints of a platform's declaration for this type. A missing or wrong hint has its default;
 * lint reports wrong ones.
 *
 * @param viewSchemas which views share a schema
 * @param readerRoles who gets a reader role
 * @param partitions of a merge table whose dataset names partition columns
 */
record PostgresHints(ViewSchemas viewSchemas, ReaderRoles readerRoles, int partitions) {

  private static final String VIEW_SCHEMAS = "view-schemas";
  private static final String READER_ROLES = "reader-roles";
  private static final String PARTITIONS = "partitions";

  private static final int STANDARD_PARTITIONS = 8;
  private static final int FEWEST_PARTITIONS = 2;
  private static final int MOST_PARTITIONS = 1024;

  /** Which views share a schema. */
  enum ViewSchemas {
    WORKSPACE,
    GROUP,
    ZONE
  }

  /** Who gets a reader role. */
  enum ReaderRoles {
    WORKSPACE,
    NONE
  }

  static PostgresHints of(PlatformDeclaration platform) {
    var hints = platform.hints();
    return new PostgresHints(
        choice(ViewSchemas.values(), hints.get(VIEW_SCHEMAS)).orElse(ViewSchemas.WORKSPACE),
        choice(ReaderRoles.values(), hints.get(READER_ROLES)).orElse(ReaderRoles.WORKSPACE),
        count(hints.get(PARTITIONS)).orElse(STANDARD_PARTITIONS));
  }

  /** The problems in the hints of a declaration. */
  static List<GraphProblem> problems(PlatformDeclaration platform) {
    var known = new TreeMap<String, Function<String, Optional<?>>>();
    known.put(VIEW_SCHEMAS, it -> choice(ViewSchemas.values(), it));
    known.put(READER_ROLES, it -> choice(ReaderRoles.values(), it));
    known.put(PARTITIONS, PostgresHints::count);
    var problems = new ArrayList<GraphProblem>();
    platform
        .hints()
        .forEach((hint, value) -> {
          var reader = known.get(hint);
          if (reader == null) {
            problems.add(
                problem(
                    hint,
                    "Data platforms of type 'postgres' know no hint '%s'".formatted(hint),
                    "Remove it, or choose one of %s".formatted(quoted(known.keySet()))));
          } else if (reader.apply(value).isEmpty()) {
            problems.add(
                problem(
                    hint,
                    "Hint '%s' of data platform '%s' cannot be '%s'"
                        .formatted(hint, platform.name(), value),
                    "Choose " + choices(hint)));
          }
        });
    return List.copyOf(problems);
  }

  private static String choices(String hint) {
    return switch (hint) {
      case VIEW_SCHEMAS -> "one of " + quoted(texts(ViewSchemas.values()));
      case READER_ROLES -> "one of " + quoted(texts(ReaderRoles.values()));
      default -> "a number from %d to %d".formatted(FEWEST_PARTITIONS, MOST_PARTITIONS);
    };
  }

  private static GraphProblem problem(String hint, String message, String remedy) {
    return new GraphProblem("postgres.hint", Severity.ERROR, null, null, message, remedy)
        .at("hints", hint);
  }

  private static <E extends Enum<E>> Optional<E> choice(E[] values, @Nullable String text) {
    return Arrays.stream(values).filter(it -> text(it).equals(text)).findFirst();
  }

  private static Optional<Integer> count(@Nullable String text) {
    return text != null && text.matches("[1-9][0-9]{0,3}")
        ? Optional.of(Integer.valueOf(text))
            .filter(it -> it >= FEWEST_PARTITIONS && it <= MOST_PARTITIONS)
        : Optional.empty();
  }

  private static List<String> texts(Enum<?>[] values) {
    return Arrays.stream(values).map(PostgresHints::text).toList();
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(Iterable<String> texts) {
    return "'" + String.join("', '", texts) + "'";
  }
}
