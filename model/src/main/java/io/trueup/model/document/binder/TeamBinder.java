package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Team;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds teams with their containers, and reports the problems that show without other documents.
 */
final class TeamBinder {

  private final BindingContext reading;

  TeamBinder(BindingContext reading) {
    this.reading = reading;
  }

  Team team(FieldReader fields) {
    var name = fields.text("name");
    var containers = new TreeMap<String, DataContainer>();
    for (var entry : fields.entries("containers")) {
      var container = fields.inner("containers", entry.value(), "Container", entry.name());
      containers.put(entry.name(), container(name + "/" + entry.name(), container));
      container.reportUnknown();
    }
    return new Team(name, containers, reading.documentation(fields));
  }

  private DataContainer container(String qualifiedName, FieldReader fields) {
    var type = fields.optionalChoice("type", DataContainer.Type.class);
    var container =
        new DataContainer(
            qualifiedName,
            type == null ? DataContainer.Type.MANAGED : type,
            fields.optionalText("host"),
            (int) fields.number("port"),
            fields.optionalText("database"),
            fields.optionalText("schema"),
            storage(fields),
            fields.texts("locations"),
            fields.optionalText("encryption"),
            fields.flag("readOnly"),
            fields.optionalText("version"),
            reading.documentation(fields));
    checkComplete(container, fields);
    return container;
  }

  private static DataContainer.Storage storage(FieldReader fields) {
    return new DataContainer.Storage(
        fields.optionalText("account"),
        fields.optionalText("warehouse"),
        fields.optionalText("role"),
        fields.optionalText("bucket"),
        fields.optionalText("prefix"),
        bootstrapServers(fields));
  }

  private static @Nullable String bootstrapServers(FieldReader fields) {
    var servers = fields.optionalTexts("bootstrapServers");
    return servers == null
        ? null
        : servers.stream()
            .flatMap(it -> List.of(it.split(",", -1)).stream())
            .map(String::strip)
            .collect(Collectors.joining(","));
  }

  /** Reports fields without which the container cannot be found. */
  private static void checkComplete(DataContainer container, FieldReader fields) {
    var storage = container.storage();
    switch (container.type()) {
      case POSTGRES, MYSQL, ORACLE, SQLSERVER, DB2, REDSHIFT -> {
        require(container, "host", fields);
        require(container, "database", fields);
      }
      case SNOWFLAKE -> require(container, "account", fields);
      case BIGQUERY -> {
        if (storage.account() == null) {
          require(container, "database", fields);
        }
      }
      case ICEBERG -> require(container, "bucket", fields);
      case KAFKA -> require(container, "bootstrapServers", fields);
      case MANAGED -> {}
    }
  }

  private static void require(DataContainer container, String field, FieldReader fields) {
    if (fields.take(field) == null) {
      fields.problem(
          "container.incomplete",
          "%s of type '%s' has no '%s'".formatted(fields.owner(), container.type().text(), field),
          "Add '%s'".formatted(field));
    }
  }
}
