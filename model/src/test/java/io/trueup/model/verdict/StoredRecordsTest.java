package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * {@link StoredRecords} is written from the records themselves, by {@code -Dtrueup.write=true}; a
 * formatter has formatted it afterwards.
 */
class StoredRecordsTest {

  private static final Path FILE =
      Path.of("src/main/java/io/trueup/model/verdict/StoredRecords.java");

  private final List<Class<?>> classes = StoredBasis.reflected().classes();

  @Test
  void isWrittenFromTheRecords() throws IOException {
    var code = code();
    if (Boolean.getBoolean("trueup.write")) {
      Files.writeString(FILE, code);
    }
    assertThat(withoutLayout(Files.readString(FILE)))
        .as("write it again with -Dtrueup.write=true and format it")
        .isEqualTo(withoutLayout(code));
    assertThat(new StoredRecords().classes()).isEqualTo(classes);
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }

  private String code() {
    var code = new StringBuilder();
    code.append("package io.trueup.model.verdict;\n\n");
    var imports = new TreeSet<String>();
    imports.add("io.trueup.model.record.RecordCode");
    imports.add("java.util.List");
    imports.add("org.jspecify.annotations.Nullable");
    for (var type : classes) {
      var outer = outermost(type);
      if (!outer.getPackageName().equals("io.trueup.model.verdict")) {
        imports.add(outer.getName());
      }
    }
    imports.forEach(it -> code.append("import ").append(it).append(";\n"));
    code.append(
        """

        /**
         * The records and enums of a basis, read and made without reflection. Written from the records by
         * {@code StoredRecordsTest}; when a record changes, correct its two lines here or write the file
         * again with {@code -Dtrueup.write=true}.
         */
        final class StoredRecords implements RecordCode {

          private static final List<Class<?>> CLASSES =
              List.of(
        """);
    code.append(
        classes.stream()
            .map(it -> "          " + name(it) + ".class")
            .collect(Collectors.joining(",\n")));
    code.append(
        """
        );

          @Override
          public List<Class<?>> classes() {
            return CLASSES;
          }

          @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
          private static <T> T it(@Nullable Object value) {
            return (T) value;
          }

          private static IllegalArgumentException unknown(int number) {
            return new IllegalArgumentException("There is no record %d".formatted(number));
          }

          @Override
          public int size(int number) {
            return switch (number) {
        """);
    bySize(code);
    code.append(
        """
              default -> throw unknown(number);
            };
          }

          @Override
          public @Nullable Object[] values(int number, Record record) {
            return switch (number) {
        """);
    for (var number = 0; number < classes.size(); number++) {
      var type = classes.get(number);
      if (type.isRecord()) {
        code.append("      case %d -> {\n".formatted(number));
        code.append("        var it = (%s) record;\n".formatted(name(type)));
        code.append("        yield new Object[] {");
        code.append(
            IntStream.range(0, type.getRecordComponents().length)
                .mapToObj(i -> "it.%s()".formatted(type.getRecordComponents()[i].getName()))
                .collect(Collectors.joining(", ")));
        code.append("};\n      }\n");
      }
    }
    code.append(
        """
              default -> throw unknown(number);
            };
          }

          @Override
          public Object make(int number, @Nullable Object[] values) {
            return switch (number) {
        """);
    for (var number = 0; number < classes.size(); number++) {
      var type = classes.get(number);
      if (type.isRecord()) {
        code.append("      case %d -> new %s(".formatted(number, name(type)));
        code.append(
            IntStream.range(0, type.getRecordComponents().length)
                .mapToObj("it(values[%d])"::formatted)
                .collect(Collectors.joining(", ")));
        code.append(");\n");
      }
    }
    code.append(
        """
              default -> throw unknown(number);
            };
          }
        }
        """);
    return code.toString();
  }

  private void bySize(StringBuilder code) {
    var most =
        classes.stream()
            .filter(Class::isRecord)
            .mapToInt(it -> it.getRecordComponents().length)
            .max()
            .orElse(0);
    for (var size = 0; size <= most; size++) {
      var numbers = new ArrayList<String>();
      for (var number = 0; number < classes.size(); number++) {
        var type = classes.get(number);
        if (type.isRecord() && type.getRecordComponents().length == size) {
          numbers.add(String.valueOf(number));
        }
      }
      if (!numbers.isEmpty()) {
        code.append("      case %s -> %d;\n".formatted(String.join(", ", numbers), size));
      }
    }
  }

  private static Class<?> outermost(Class<?> type) {
    var outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    return outer;
  }

  /** The name with those of the classes around it. */
  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }
}
