package io.trueup.platforms.relational.schema;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A schema that exists in a database.
 *
 * @param owner the role that owns it
 * @param isCommentable whether the session's user may write its comment
 * @param comment empty for none
 * @param grants the privileges of roles other than its owner
 * @param platforms the platforms that created relations in it, by the relations' comments; read
 *     only when the schema's own comment has no mark
 */
public record ExistingSchema(
    String owner,
    boolean isCommentable,
    String comment,
    SortedSet<Grant> grants,
    SortedSet<String> platforms) {

  /** The owner of a schema. */
  public enum Owner {
    /** This installation created it for the platform, and may drop it. */
    MADE,
    /** Someone else created it, and an operator had it adopted. */
    ADOPTED,
    /** It was created for the platform before schemas were marked. */
    UNMARKED,
    /** A person's, another installation's or another platform's. */
    FOREIGN;

    /** Whether the platform may create anything in it. */
    public boolean isOurs() {
      return this != FOREIGN;
    }
  }

  public ExistingSchema {
    grants = Collections.unmodifiableSortedSet(new TreeSet<>(grants));
    platforms = Collections.unmodifiableSortedSet(new TreeSet<>(platforms));
  }

  /** A schema that the session's user has just created. */
  static ExistingSchema made(String owner) {
    return new ExistingSchema(owner, true, "", new TreeSet<>(), new TreeSet<>());
  }

  /**
   * The owner of the schema.
   *
   * @param mark of an installation's schemas for a platform; null when any schema will do
   */
  public Owner owner(@Nullable OwnerMark mark) {
    if (mark == null) {
      return Owner.MADE;
    }
    return switch (mark.kind(comment)) {
      case MADE -> Owner.MADE;
      case ADOPTED -> Owner.ADOPTED;
      case FOREIGN ->
          OwnerMark.owner(comment).isEmpty() && platforms.contains(mark.subject())
              ? Owner.UNMARKED
              : Owner.FOREIGN;
    };
  }

  /** The same with another comment. */
  ExistingSchema withComment(String other) {
    return new ExistingSchema(owner, isCommentable, other, grants, platforms);
  }

  /** The same with other grants. */
  ExistingSchema withGrants(SortedSet<Grant> others) {
    return new ExistingSchema(owner, isCommentable, comment, others, platforms);
  }
}
