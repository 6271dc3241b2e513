package io.trueup.platforms.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a view, to the letter, and what else protects it: a view that is made again
 * is as closed as it was.
 *
 * @param held on the view
 * @param initial on a view that the session's user makes in the same schema now, by its default
 *     privileges
 * @param columns on columns of the view
 * @param labels of the view and its columns
 */
public record Access(Acl held, Acl initial, List<Entry> columns, List<Label> labels) {

  public Access {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }

  /**
   * A list of privileges.
   *
   * @param isStandard whether it was never touched: its owner may do everything and nobody else
   *     anything
   * @param entries none of a standard one
   */
  public record Acl(boolean isStandard, List<Entry> entries) {

    /** One that nobody touched. */
    public static final Acl STANDARD = new Acl(true, List.of());

    public Acl {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A privilege.
   *
   * @param grantor who gave it
   * @param isGrantorOurs whether the session's user may act for the grantor
   * @param column null for the whole view
   */
  public record Entry(
      String grantor, boolean isGrantorOurs, @Nullable String column, Grant grant) {}

  /**
   * What a label provider, such as SELinux, keeps about it.
   *
   * @param column null for the whole view
   */
  public record Label(String provider, @Nullable String column, String text) {}
}
