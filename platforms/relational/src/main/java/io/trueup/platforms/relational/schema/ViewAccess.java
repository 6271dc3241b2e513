package io.trueup.platforms.relational.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact privileges and security labels of a view, so that a view that is recreated is as
 * protected as it was.
 *
 * @param held on the view
 * @param initial on a view that the session's user creates in the same schema now, by its default
 *     privileges
 * @param columns on columns of the view
 * @param labels of the view and its columns
 */
public record ViewAccess(Acl held, Acl initial, List<Entry> columns, List<Label> labels) {

  public ViewAccess {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }

  /**
   * A list of privileges.
   *
   * @param isStandard whether it was never changed: the owner has every privilege and no other role
   *     has any
   * @param entries empty for a standard list
   */
  public record Acl(boolean isStandard, List<Entry> entries) {

    /** A list that was never changed. */
    public static final Acl STANDARD = new Acl(true, List.of());

    public Acl {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A privilege.
   *
   * @param grantor the role that granted it
   * @param isGrantorOurs whether the session's user may act for the grantor
   * @param column null for the whole view
   */
  public record Entry(
      String grantor, boolean isGrantorOurs, @Nullable String column, Grant grant) {}

  /**
   * A security label, kept by a provider such as SELinux.
   *
   * @param column null for the whole view
   */
  public record Label(String provider, @Nullable String column, String text) {}
}
