package io.trueup.platforms.postgres.database;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * The database that a container names; two containers that name the same are equal.
 *
 * @param host lower case, as hosts are
 */
public record ContainerDatabase(String host, int port, String database) {

  private static final int DEFAULT_PORT = 5432;

  /** The database of a container. */
  public static ContainerDatabase of(DataContainer container) {
    return new ContainerDatabase(
        Objects.requireNonNullElse(container.host(), "").toLowerCase(Locale.ROOT),
        container.port() == 0 ? DEFAULT_PORT : container.port(),
        Objects.requireNonNullElse(container.database(), ""));
  }

  /** The address of its server. */
  public Endpoint endpoint() {
    return new Endpoint(host, port);
  }

  /** The use of a credential to log in to it. */
  public CredentialUse use(String credential) {
    return CredentialUse.at(credential, endpoint());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s/%s"
        .formatted(
            endpoint(), URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** Identifies the database in the registry of names and in the journal. */
  public String identity() {
    return host + ":" + port + "/" + database;
  }

  /** The text for people. */
  @Override
  public String toString() {
    return "database '%s' at %s:%d".formatted(database, host, port);
  }
}
