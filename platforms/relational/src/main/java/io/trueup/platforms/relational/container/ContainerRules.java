package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.type.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types and identifiers that one product supports at one version. Immutable; there is one
 * object for each product and version.
 */
public final class ContainerRules {

  private static final Map<DataContainer.Type, ProductTable> TABLES = new ConcurrentHashMap<>();
  private static final Map<Key, ContainerRules> KNOWN = new ConcurrentHashMap<>();

  /** By the version that containers declare; there are few. */
  private static final Map<Declared, ContainerRules> DECLARED = new ConcurrentHashMap<>();

  private static final int MOST_DECLARED = 10_000;

  private record Key(DataContainer.Type product, ProductVersion version) {}

  private record Declared(DataContainer.Type product, @Nullable String version) {}

  private final DataContainer.Type product;
  private final ProductVersion version;
  private final ProductTable table;
  private final IdentifierRules identifiers;
  private final TypeTable types;

  private ContainerRules(Key key) {
    this.product = key.product();
    this.version = key.version();
    this.table = table(product);
    this.identifiers = table.identifiers(version);
    this.types = new TypeTable(table, version, toString());
  }

  /**
   * The rules of a container: those of the newest known version that is not above its own. When it
   * names no version, or one that {@link #versionProblem} reports, those of the newest known
   * version. Empty for Kafka, which holds everything, and for a container that the platform
   * provides.
   */
  public static Optional<ContainerRules> of(DataContainer container) {
    return of(container.type(), container.version());
  }

  /** The rules of a product at a version, chosen likewise. */
  public static Optional<ContainerRules> of(DataContainer.Type product, @Nullable String version) {
    if (!hasRules(product)) {
      return Optional.empty();
    }
    var declared = new Declared(product, version);
    var known = DECLARED.get(declared);
    if (known == null) {
      var key = new Key(product, chosen(product, version));
      known = KNOWN.computeIfAbsent(key, ContainerRules::new);
      if (DECLARED.size() < MOST_DECLARED) {
        DECLARED.put(declared, known);
      }
    }
    return Optional.of(known);
  }

  /** Whether a product has rules. */
  public static boolean hasRules(DataContainer.Type product) {
    return product != DataContainer.Type.KAFKA && product != DataContainer.Type.MANAGED;
  }

  private static ProductTable table(DataContainer.Type product) {
    return TABLES.computeIfAbsent(product, ProductTable::of);
  }

  private static ProductVersion chosen(DataContainer.Type product, @Nullable String text) {
    var versions = table(product).versions();
    if (text == null) {
      return versions.getLast();
    }
    return ProductVersion.parse(text)
        .flatMap(wanted ->
            versions.reversed().stream().filter(it -> it.compareTo(wanted) <= 0).findFirst())
        .orElse(versions.getLast());
  }

  /** The problem of the version that a container names; empty when there is none. */
  public static Optional<String> versionProblem(DataContainer container) {
    var text = container.version();
    if (text == null || !hasRules(container.type()) || !hasVersions(container.type())) {
      return Optional.empty();
    }
    var table = table(container.type());
    var oldest = table.versions().getFirst();
    return ProductVersion.parse(text).filter(it -> it.compareTo(oldest) >= 0).isPresent()
        ? Optional.empty()
        : Optional.of(
            "Container '%s' names version '%s', and the versions known of %s are %s"
                .formatted(
                    container.qualifiedName(),
                    text,
                    table.name(),
                    String.join(
                        ", ", table.versions().stream().map(ProductVersion::toString).toList())));
  }

  /** The known versions, oldest first; one for a service without versions. */
  public static List<String> versions(DataContainer.Type product) {
    return table(product).versions().stream().map(ProductVersion::toString).toList();
  }

  /** Whether the product has versions; a service that is always the newest has none. */
  private static boolean hasVersions(DataContainer.Type product) {
    return table(product).versions().size() > 1;
  }

  /** The product. */
  public DataContainer.Type product() {
    return product;
  }

  /** The version to which the rules apply. */
  public String version() {
    return version.toString();
  }

  /** Whether tests verify these rules on a server of the product, and not only by their text. */
  public boolean isVerified() {
    return table.head("proven").equals("by a server");
  }

  /** The rules of identifiers. */
  public IdentifierRules identifiers() {
    return identifiers;
  }

  /** How the product holds a type, apart from its collation; see {@link #collation}. */
  public TypeMapping mapping(DataType type) {
    return types.holding(type);
  }

  /** The clause that gives a column its type's collation; empty when it names none. */
  public Optional<String> collation(DataType type) {
    return type instanceof DataType.Text text && text.collation() != null
        ? Optional.of(table.collate(text.collation()))
        : Optional.empty();
  }

  /**
   * The narrowest type of the model that holds all values of a native type, spelled as the
   * product's catalog or its statements spell it; empty when none does.
   */
  public Optional<DataType> modelType(String nativeType) {
    var text = NativeText.parse(nativeType);
    var element = table.reads().stream().flatMap(it -> it.read(text).stream()).findFirst();
    return text.isArray() ? element.map(DataType.ArrayOf::new) : element;
  }

  /** The most columns of a table; {@code Integer.MAX_VALUE} when there is no limit. */
  public int mostColumns() {
    return table.number("columns");
  }

  /** The most columns of a primary key; {@code Integer.MAX_VALUE} when there is no limit. */
  public int mostKeyColumns() {
    return table.number("key columns");
  }

  /** Whether a column of a native type can be in a primary key. */
  public boolean isKeyable(String nativeType) {
    return table.unkeyable().stream().noneMatch(nativeType::startsWith);
  }

  /** The clause that gives a column a collation of that name. */
  public String collate(String name) {
    return table.collate(name);
  }

  ProductTable table() {
    return table;
  }

  /** The product and its version, for people. */
  @Override
  public String toString() {
    return hasVersions(product) ? table.name() + " " + version : table.name();
  }
}
