package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds data: a database, a lake, a broker. Two containers with one name in different
 * teams are two.
 *
 * @param qualifiedName {@code zone/team/name}
 * @param type which product
 * @param host name or address; null when the product needs none
 * @param port 1 to 65535; 0 when not given
 * @param database database, catalog or bucket; null when not given
 * @param schema schema or prefix; null when not given
 * @param locations {@code Vendor/loc1/loc2}; sorted
 */
public record DataContainer(
    String qualifiedName,
    Type type,
    @Nullable String host,
    int port,
    @Nullable String database,
    @Nullable String schema,
    List<String> locations) {

  /** The products a container can be. */
  public enum Type {
    POSTGRES,
    MYSQL,
    ORACLE,
    SQLSERVER,
    DB2,
    SNOWFLAKE,
    REDSHIFT,
    BIGQUERY,
    ICEBERG,
    KAFKA,
    /** The platform provides it. */
    MANAGED;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public DataContainer {
    locations = locations.stream().sorted().distinct().toList();
  }

  /** The digest of all that a platform could act on. */
  public Fingerprint fingerprint() {
    return Canonical.of("container")
        .add(qualifiedName)
        .add(type.text())
        .add(Optional.ofNullable(host))
        .add(port)
        .add(Optional.ofNullable(database))
        .add(Optional.ofNullable(schema))
        .add(locations)
        .fingerprint();
  }
}
