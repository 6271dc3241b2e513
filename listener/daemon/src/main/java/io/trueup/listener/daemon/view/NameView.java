package io.trueup.listener.daemon.view;

import io.trueup.statestore.PhysicalNames.PhysicalName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A physical name in a container.
 *
 * @param kind schema, relation or role
 * @param logical the logical name from the model, from the widest to the narrowest part
 * @param container such as {@code db.host:5432/warehouse}
 * @param schema the physical name of the schema; null for names outside of schemas
 * @param name the physical name
 * @param node the node that uses the name; null when several nodes share it
 * @param retiredAt when the node left the model; null while the model has it
 */
public record NameView(
    String kind,
    String logical,
    String container,
    @Nullable String schema,
    String name,
    @Nullable String node,
    Instant givenAt,
    @Nullable Instant retiredAt) {

  /**
   * A page of names.
   *
   * @param next the value of {@code after} for the next page; null on the last page
   */
  public record Page(String platform, List<NameView> names, @Nullable String next) {

    public Page {
      names = List.copyOf(names);
    }
  }

  /** The view of a name. */
  public static NameView of(PhysicalName name) {
    return new NameView(
        name.logical().kind().toLowerCase(Locale.ROOT),
        name.logical().path(),
        name.container(),
        name.within().isEmpty() ? null : name.within(),
        name.name(),
        name.node() == null ? null : name.node().value(),
        name.allocatedAt(),
        name.retiredAt());
  }

  /** The name, qualified by its schema if it has one. */
  public String qualified() {
    return schema == null ? name : schema + "." + name;
  }
}
