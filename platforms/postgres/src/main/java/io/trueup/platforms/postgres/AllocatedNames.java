package io.trueup.platforms.postgres;

import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The physical names by logical name. Immutable. */
final class AllocatedNames {

  private final Map<LogicalName, AllocatedName> names = new HashMap<>();

  @SafeVarargs
  AllocatedNames(Map<LogicalName, AllocatedName>... parts) {
    for (var part : parts) {
      names.putAll(part);
    }
  }

  /** A relation with its schema. */
  ObjectName relation(LogicalName logical) {
    return nameOf(given(logical));
  }

  /** A role; empty when it has no name. */
  Optional<String> role(LogicalName logical) {
    return Optional.ofNullable(names.get(logical)).map(AllocatedName::name);
  }

  /** The name of a relation in full. */
  static ObjectName nameOf(AllocatedName given) {
    return new ObjectName(given.within(), given.name());
  }

  private AllocatedName given(LogicalName logical) {
    var given = names.get(logical);
    if (given == null) {
      throw new IllegalStateException("%s has no physical name".formatted(logical));
    }
    return given;
  }
}
