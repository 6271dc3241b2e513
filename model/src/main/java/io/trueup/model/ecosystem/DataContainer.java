package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds data: a database, a lake, a broker. Containers of different teams may have the
 * same name.
 *
 * @param qualifiedName {@code zone/team/name}
 * @param type the product
 * @param host name or address; null when the product needs none
 * @param port 1 to 65535; 0 when not given
 * @param database database or catalog; null when not given
 * @param schema null when not given
 * @param storage fields that only some products have
 * @param locations {@code Vendor/loc1/loc2}; sorted
 * @param encryption how it is encrypted; null when it is not
 * @param isReadOnly whether writing there is forbidden
 * @param version of the product, since names and types differ by version; null when not given
 */
public record DataContainer(
    String qualifiedName,
    Type type,
    @Nullable String host,
    int port,
    @Nullable String database,
    @Nullable String schema,
    Storage storage,
    List<String> locations,
    @Nullable String encryption,
    boolean isReadOnly,
    @Nullable String version,
    Documentation documentation) {

  /**
   * The address fields of cloud warehouses, object stores and brokers; each null when not given.
   *
   * @param account of the cloud or warehouse
   * @param warehouse that computes
   * @param role to assume there
   * @param bucket of an object store
   * @param prefix within the bucket
   * @param bootstrapServers {@code host:port}, separated by commas
   */
  public record Storage(
      @Nullable String account,
      @Nullable String warehouse,
      @Nullable String role,
      @Nullable String bucket,
      @Nullable String prefix,
      @Nullable String bootstrapServers) {

    /** No fields. */
    public static final Storage NONE = new Storage(null, null, null, null, null, null);

    private void addTo(FingerprintBuilder canonical) {
      canonical
          .add(Optional.ofNullable(account))
          .add(Optional.ofNullable(warehouse))
          .add(Optional.ofNullable(role))
          .add(Optional.ofNullable(bucket))
          .add(Optional.ofNullable(prefix))
          .add(Optional.ofNullable(bootstrapServers));
    }
  }

  /** The products. */
  public enum Type {
    POSTGRES(5432),
    MYSQL(3306),
    ORACLE(1521),
    SQLSERVER(1433),
    DB2(50000),
    SNOWFLAKE(443),
    REDSHIFT(5439),
    BIGQUERY(443),
    ICEBERG(0),
    KAFKA(0),
    /** The platform provides it. */
    MANAGED(0);

    private final int defaultPort;

    Type(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** The product's usual port; 0 when it has none. */
    public int defaultPort() {
      return defaultPort;
    }

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public DataContainer {
    locations = locations.stream().sorted().distinct().toList();
  }

  /** A container with only these fields. */
  public static DataContainer of(
      String qualifiedName,
      Type type,
      @Nullable String host,
      int port,
      @Nullable String database,
      List<String> locations) {
    return new DataContainer(
        qualifiedName,
        type,
        host,
        port,
        database,
        null,
        Storage.NONE,
        locations,
        null,
        false,
        null,
        Documentation.NONE);
  }

  /** The digest of everything that a platform could act on. */
  public Fingerprint fingerprint() {
    var canonical =
        FingerprintBuilder.of("container")
            .add(qualifiedName)
            .add(type.text())
            .add(Optional.ofNullable(host))
            .add(port)
            .add(Optional.ofNullable(database))
            .add(Optional.ofNullable(schema));
    storage.addTo(canonical);
    return canonical
        .add(locations)
        .add(Optional.ofNullable(encryption))
        .add(isReadOnly)
        .add(Optional.ofNullable(version))
        .fingerprint();
  }
}
