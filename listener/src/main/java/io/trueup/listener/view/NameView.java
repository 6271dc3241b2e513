package io.trueup.listener.view;

import io.trueup.statestore.PhysicalNames.PhysicalName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What something is called in a container.
 *
 * @param kind schema, relation or role
 * @param logical what it is called in the model's words, from the widest to the narrowest part
 * @param container such as {@code db.host:5432/warehouse}
 * @param schema the physical name of a relation's schema; null for what is in none
 * @param name the physical name
 * @param node whom it is for; null for what many nodes share
 * @param retiredAt when its node left the model; null while it is in it
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
   * @param next what to ask with as {@code after} for the next page; null on the last
   */
  public record Page(String platform, List<NameView> names, @Nullable String next) {

    public Page {
      names = List.copyOf(names);
    }
  }

  /** What is shown of a name. */
  public static NameView of(PhysicalName name) {
    return new NameView(
        name.logical().kind().toLowerCase(Locale.ROOT),
        name.logical().path(),
        name.container(),
        name.within().isEmpty() ? null : name.within(),
        name.name(),
        name.node() == null ? null : name.node().value(),
        name.givenAt(),
        name.retiredAt());
  }

  /** The name with that of its schema, if it is in one. */
  public String qualified() {
    return schema == null ? name : schema + "." + name;
  }
}
