package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.DataContainer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the page of all containers from their tables. */
final class ContainersPage {

  private static final String HEAD =
      """
      # What containers hold

      <!-- Written by `./mvnw -pl platforms/relational -am test -Dtest=ContainersPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrueup.write=true`; do not edit. -->

      A container must hold each of its columns without loss: by a type with the same values, by a wider type, or
      by a type to which values can be converted and back. Where there is no such type, or where two columns would
      get one name, the merge is rejected at that column's line, with
      [`container.cannot-hold`](rules.md#containercannot-hold).

      The names and types of a product depend on its version, which a container may declare. The newest version
      below that is not above the declared one applies; without a declared version, the newest. A version
      that cannot be read, or is older than all below, is [an error](rules.md#containerversion). Snowflake,
      Redshift and BigQuery have no versions. `kafka` holds everything, and the platform checks
      `managed` containers itself.

      | product | versions | names | case | proven |
      |---|---|---|---|---|
      """;

  private static final String READING =
      """

      **Proven by a server** means that tests create every type and name on a running server of the product, store
      values at the bounds of each and read them back. **By golden files** means that no server of the
      product was available: types and statements follow the product's documentation and are
      compared with files that people have read.

      ## How to read the tables

      The first column is the model's type. `char(n)` includes `nchar(n)`, `varchar(n)` includes
      `nvarchar(n)` and `string(n)`, and `varchar` those without a length. A small float is any that
      `float32` holds; a block float is any `mxfp…`. The first row of a type whose condition is met
      applies, where `n` is the length or dimension, `p` the precision, `s` the scale, and `t`, `k` and
      `v` are the types within; `t flat` means that the element has no elements itself and needs no
      conversion. Braces are placeholders.

      | held | |
      |---|---|
      | exact | The native type has the same values. "But not" names edge values that the product does not have or refuses. |
      | wider | The native type has more values. The check, where there is one, rejects them; where there is none, the loading job must. |
      | converted | The native type is a different one. Each value is encoded as described and can be read back; order and arithmetic are lost. |
      | no | The container cannot hold the type. |

      **As JSON** a value is encoded so that any parser reads the same value back:

      | type | in JSON |
      |---|---|
      | `boolean` | `true`, `false` |
      | `tinyint`, `smallint`, `integer` | a number |
      | `bigint`, `decimal` | a string of the digits, as `"12345678901234567890.10"`: parsers round long numbers |
      | floating point | a string of the shortest digits that are read back to the same value, `"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0.0"` |
      | text | a string; a text without U+0000, which few products hold |
      | `date`, `time`, `timestamp` | a string by ISO 8601, with six digits of a second where it has any: `"2000-02-29T23:59:59.999999"` |
      | `timestamp(zone)` | the same in UTC, with a `Z` |
      | `interval` | a string, the duration by ISO 8601 in months, days and seconds: `"P-14M3DT-0.000007S"` |
      | `binary`, `geography` | a string in base64 with padding (RFC 4648, section 4), of the bytes or of the EWKB |
      | `uuid` | a string in lower case |
      | `variant` | a string that holds its JSON text |
      | `vector` | an array of strings, each as a float |
      | `array` | an array |
      | `map` | an object; the key as the string of its text above |
      | `struct` | an object, its fields by their names |
      | nothing | `null` |

      **EWKB** is the binary form of geometries with their spatial reference, as PostGIS writes it. A **duration by
      ISO 8601 of months, days and seconds** keeps the three apart, because none of them is a fixed number of another.

      ## Names

      A table's name has the parts of its logical name, folded as the product folds names without quotes and
      joined by two underscores: dataset `customers` of store `NW_Data` becomes `nw_data__customers`. A name is
      abbreviated when it is too long, is reserved, or has parts that contain two underscores in a row or one at an
      end: whole words from the left as long as they fit, then words without their vowels, then eight or
      more hex digits of a digest of the whole. The suffix for the table's role stays whole. Trueup always quotes
      names, and chooses them so that readers need no quotes, except for columns named by a
      reserved word. A column whose name a container reserves gets
      [a warning](rules.md#containerreserved-word) that shows how to write it there.
      """;

  private ContainersPage() {}

  private static List<DataContainer.Type> products() {
    return Arrays.stream(DataContainer.Type.values()).filter(ContainerRules::hasRules).toList();
  }

  static String text() {
    var text = new StringBuilder(HEAD);
    products().forEach(it -> text.append(summary(it)));
    text.append(READING);
    text.append(
        "\nNo store, dataset, column, source, workspace or group may have a name that every product below reserves:\n%s.\n"
            .formatted(
                reservedByAll().stream().map("`%s`"::formatted).collect(Collectors.joining(", "))));
    products().forEach(it -> product(it, text));
    return text.toString();
  }

  /** The words that every product reserves in its newest version. */
  static SortedSet<String> reservedByAll() {
    var words = new TreeSet<String>();
    for (var product : products()) {
      var reserved = new TreeSet<String>();
      newest(product)
          .identifiers()
          .reserved()
          .forEach(it -> reserved.add(it.toLowerCase(Locale.ROOT)));
      if (words.isEmpty()) {
        words.addAll(reserved);
      }
      words.retainAll(reserved);
    }
    return words;
  }

  private static String summary(DataContainer.Type product) {
    var table = newest(product).table();
    var versions = ContainerRules.versions(product);
    return "| [%s](#%s) | %s | at most %s | %s | %s |\n"
        .formatted(
            table.name(),
            anchor(table.name()),
            versions.size() == 1 ? "" : String.join(", ", versions),
            table.head("length"),
            table.head("folding"),
            table.head("proven"));
  }

  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static ContainerRules newest(DataContainer.Type product) {
    return ContainerRules.of(product, null).orElseThrow();
  }

  private static void product(DataContainer.Type type, StringBuilder text) {
    var table = newest(type).table();
    text.append("\n## ").append(table.name()).append("\n\n`type: ").append(type.text());
    text.append("`. Proven ").append(table.head("proven")).append(".\n\n");
    identifiers(table, text);
    text.append("\n| type | versions | held | native type | |\n|---|---|---|---|---|\n");
    table.types().forEach(it -> text.append(row(it)));
    text.append("\nTypes: ").append(table.head("source of types")).append(".\n");
  }

  private static void identifiers(ProductTable table, StringBuilder text) {
    line("Names", "at most " + table.head("length") + ", in " + quotes(table), text);
    line("Case", folding(table.head("folding")), text);
    line("Without quotes", characters(table), text);
    line("Reserved prefixes", code(table.head("prefixes"), "…"), text);
    line("Not allowed as columns", code(table.head("refused"), ""), text);
    line("Columns of a table", limit(table.head("columns")), text);
    line("Columns of a key", limit(table.head("key columns")), text);
    line("Not allowed in a key", code(table.head("no keys").replace(",", ""), ""), text);
    line("Collation", collation(table), text);
    for (var words :
        table.reserved().stream().map(it -> it.versions().text()).distinct().toList()) {
      line(
          words.equals("*") ? "Reserved" : "Reserved, versions " + words,
          table.reserved().stream()
              .filter(it -> it.versions().text().equals(words))
              .flatMap(it -> it.words().stream())
              .sorted()
              .collect(Collectors.joining(" ", "`", "`")),
          text);
    }
    line("Source", table.head("source of identifiers"), text);
    line("Source of reserved words", table.head("source of reserved"), text);
  }

  private static void line(String title, String value, StringBuilder text) {
    if (!value.isEmpty()) {
      text.append("- ").append(title).append(": ").append(value).append('\n');
    }
  }

  private static String quotes(ProductTable table) {
    var quotes = table.head("quote").split(" ", -1);
    return "quotes `` %s ``".formatted(String.join(" ", quotes));
  }

  private static String folding(String folding) {
    return folding.equals("insensitive")
        ? "kept, and ignored in comparisons; Trueup writes names in lower case"
        : "names without quotes are folded to " + folding + " case";
  }

  private static String characters(ProductTable table) {
    var first = table.head("first");
    var then = table.head("then");
    return "`[%s][%s]*`".formatted(first.replace("+", ""), then.replace("+", ""))
        + (first.contains("+") ? " and all beyond ASCII" : "");
  }

  private static String code(String words, String end) {
    return words.isEmpty()
        ? ""
        : Arrays.stream(words.split(" ", -1))
            .map(it -> "`" + it + end + "`")
            .collect(Collectors.joining(", "));
  }

  private static String limit(String number) {
    return number.isEmpty() ? "" : "at most " + number;
  }

  private static String collation(ProductTable table) {
    return table.head("collation").isEmpty()
        ? "none for columns"
        : "`"
            + table.collate("…")
            + "`"
            + (table.collations().isEmpty()
                ? ""
                : ", only " + String.join(", ", table.collations()));
  }

  private static String row(TypeRow row) {
    var conditions =
        row.conditions().isEmpty() ? "" : ", " + String.join(" and ", row.conditions());
    var sql = row.sql().isEmpty() ? "" : "`" + row.sql() + "`";
    return "| `%s`%s | %s | %s | %s | %s |\n"
        .formatted(
            row.model(),
            conditions.replace("<", "\\<"),
            row.versions().text().replace("<", "\\<"),
            row.kind().name().toLowerCase(Locale.ROOT),
            sql,
            note(row));
  }

  private static String note(TypeRow row) {
    return switch (row.kind()) {
      case EXACT -> row.note().isEmpty() ? "" : "But not: " + row.note();
      case WIDER -> row.note().isEmpty() ? "" : "`" + row.note() + "`";
      case CONVERTED -> row.note();
      case NO ->
          (row.reason().isEmpty() ? "" : "It " + row.reason() + ". ").replace("'{type}'", "this")
              + row.remedy();
    };
  }
}
