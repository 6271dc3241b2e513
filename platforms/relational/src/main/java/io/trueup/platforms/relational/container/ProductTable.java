package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.type.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The table of one product, read from its resource: lines {@code key: value}, then sections {@code
 * [types]}, {@code [reads]} and {@code [reserved]}.
 */
final class ProductTable {

  /** Words that are reserved in some versions. */
  record ReservedWords(VersionRange versions, List<String> words) {}

  private final Map<String, String> head = new LinkedHashMap<>();
  private final List<TypeRow> types = new ArrayList<>();
  private final List<CatalogTypeRow> reads = new ArrayList<>();
  private final List<ReservedWords> reserved = new ArrayList<>();

  private ProductTable(String text) {
    var section = "";
    for (var line : text.lines().toList()) {
      if (line.startsWith("[")) {
        section = line;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        add(section, line);
      }
    }
  }

  /** The table of a product; the resource has the name of the type. */
  static ProductTable of(DataContainer.Type product) {
    var name = product.text() + ".txt";
    try (var stream = ProductTable.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("There is no table " + name);
      }
      return new ProductTable(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  private void add(String section, String line) {
    switch (section) {
      case "" -> {
        var at = line.indexOf(':');
        head.put(line.substring(0, at), line.substring(at + 1).strip());
      }
      case "[types]" -> types.add(TypeRow.parse(line));
      case "[reads]" -> addReads(TableCells.of(line, 2));
      case "[reserved]" -> {
        var parts = line.split(": ", 2);
        reserved.add(
            new ReservedWords(
                new VersionRange(parts[0]), Arrays.asList(parts[1].strip().split(" +", -1))));
      }
      default -> throw new IllegalStateException("There is no section " + section);
    }
  }

  private void addReads(List<String> cells) {
    var subject = TableCells.conditional(cells.getFirst());
    for (var spelling : subject.text().split(", ", -1)) {
      reads.add(CatalogTypeRow.of(spelling, subject.conditions(), cells.get(1)));
    }
  }

  /** A value of the head; empty when there is none. */
  String head(String key) {
    return head.getOrDefault(key, "");
  }

  String name() {
    return head("name");
  }

  /** The known versions, oldest first. */
  List<ProductVersion> versions() {
    return Arrays.stream(head("versions").split(", ", -1)).map(ProductVersion::of).toList();
  }

  List<TypeRow> types() {
    return List.copyOf(types);
  }

  List<CatalogTypeRow> reads() {
    return List.copyOf(reads);
  }

  List<ReservedWords> reserved() {
    return List.copyOf(reserved);
  }

  /** The template of a field of a struct. */
  String field() {
    return head("field");
  }

  /** The only collations that columns can have; empty when there are none, or no such list. */
  List<String> collations() {
    var text = head("collation");
    return text.startsWith("only ")
        ? Arrays.asList(text.substring("only ".length(), text.indexOf(" as ")).split(", ", -1))
        : List.of();
  }

  /** The prefixes of native types that no key can contain. */
  List<String> unkeyable() {
    return head("no keys").isEmpty() ? List.of() : Arrays.asList(head("no keys").split(", ", -1));
  }

  boolean collates(DataType.Text type) {
    return !head("collation").isEmpty()
        && (collations().isEmpty() || collations().contains(type.collation()));
  }

  /** The clause that gives a column a collation. */
  String collate(String name) {
    var text = head("collation");
    return text.substring(text.startsWith("only ") ? text.indexOf(" as ") + 4 : 0)
        .replace("{name}", name);
  }

  int number(String key) {
    var text = head(key);
    return text.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(text);
  }

  IdentifierRules identifiers(ProductVersion version) {
    var length = head("length").split(" ", 2);
    return new IdentifierRules(
        Integer.parseInt(length[0]),
        Arrays.stream(IdentifierRules.Unit.values())
            .filter(it -> it.text().equals(length[1]))
            .findAny()
            .orElseThrow(),
        new IdentifierRules.Alphabet(CharacterSet.of(head("first")), CharacterSet.of(head("then"))),
        folding(),
        head("quote").replace(" ", ""),
        words("prefixes").stream().map(this::fold).toList(),
        reserved(version),
        refused());
  }

  private IdentifierRules.ForbiddenNames refused() {
    var all = words("refused").stream().map(this::fold).toList();
    return new IdentifierRules.ForbiddenNames(
        Set.copyOf(all.stream().filter(it -> !it.endsWith("*")).toList()),
        all.stream()
            .filter(it -> it.endsWith("*"))
            .map(it -> it.substring(0, it.length() - 1))
            .toList());
  }

  private IdentifierRules.Folding folding() {
    return Arrays.stream(IdentifierRules.Folding.values())
        .filter(it -> it.text().equals(head("folding")))
        .findAny()
        .orElseThrow();
  }

  private String fold(String word) {
    return folding() == IdentifierRules.Folding.UPPER
        ? word.toUpperCase(Locale.ROOT)
        : word.toLowerCase(Locale.ROOT);
  }

  private List<String> words(String key) {
    return head(key).isEmpty() ? List.of() : Arrays.asList(head(key).split(" ", -1));
  }

  private Set<String> reserved(ProductVersion version) {
    var words = new HashSet<String>();
    for (var some : reserved) {
      if (some.versions().contains(version)) {
        some.words().forEach(it -> words.add(fold(it)));
      }
    }
    return words;
  }
}
