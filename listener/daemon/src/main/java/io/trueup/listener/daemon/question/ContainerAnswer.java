package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.DataContainer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data container: how to reach it, and what kind of product it is. Fields that its product does
 * not have are null.
 *
 * @param name {@code zone/team/name}
 * @param type the product, such as {@code postgres}
 * @param port null when the document gives none
 * @param locations each as {@code Vendor/place/place}
 * @param encryption null when it is not encrypted
 * @param version of the product; null when the document gives none
 */
public record ContainerAnswer(
    String name,
    String type,
    @Nullable String description,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String database,
    @Nullable String schema,
    @Nullable String account,
    @Nullable String warehouse,
    @Nullable String role,
    @Nullable String bucket,
    @Nullable String prefix,
    @Nullable String bootstrapServers,
    List<String> locations,
    @Nullable String encryption,
    boolean readOnly,
    @Nullable String version) {

  static ContainerAnswer of(DataContainer container) {
    var storage = container.storage();
    return new ContainerAnswer(
        container.qualifiedName(),
        container.type().text(),
        container.documentation().description(),
        container.host(),
        container.port() == 0 ? null : container.port(),
        container.database(),
        container.schema(),
        storage.account(),
        storage.warehouse(),
        storage.role(),
        storage.bucket(),
        storage.prefix(),
        storage.bootstrapServers(),
        container.locations(),
        container.encryption(),
        container.isReadOnly(),
        container.version());
  }
}
