package io.trueup.platforms.relational.schema;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line in the comment of a role or schema that says which installation created it, and for
 * what. Pure.
 *
 * @param installation the id of the installation
 * @param kind {@code database} or {@code platform}
 * @param subject the database that a role is for, or the platform that a schema is for
 */
public record OwnerMark(String installation, String kind, String subject) {

  private static final String BEGINNING = "trueup installation=";
  private static final String ADOPTED = " adopted";

  /** The mark of an installation's roles for one database; roles belong to the whole server. */
  public static OwnerMark ofRole(String installation, String database) {
    return new OwnerMark(installation, "database", database.replace('\n', ' '));
  }

  /**
   * The mark of an installation's schemas for one platform.
   *
   * @param platform as {@code source/Name}
   */
  public static OwnerMark ofSchema(String installation, String platform) {
    return new OwnerMark(installation, "platform", platform);
  }

  /** The owner of a role or schema. */
  public enum Kind {
    /** This installation created it, and may drop it. */
    MADE,
    /** Someone else created it, and an operator had it adopted. */
    ADOPTED,
    /** A person's, another installation's, or created for something else. */
    FOREIGN
  }

  /** The line to write. */
  public String line() {
    return "%s%s %s=%s".formatted(BEGINNING, installation, kind, subject);
  }

  /** The owner of a role or schema with that comment. */
  public Kind kind(String comment) {
    var line = line();
    if (comment.lines().anyMatch(line::equals)) {
      return Kind.MADE;
    }
    return comment.lines().anyMatch((line + ADOPTED)::equals) ? Kind.ADOPTED : Kind.FOREIGN;
  }

  /** The comment, with the mark, of an object older than marks: its text stays. */
  public String marked(String comment) {
    return with(comment, line());
  }

  /** The comment, with the mark, of an adopted object: its text stays. */
  public String adopted(String comment) {
    return with(comment, line() + ADOPTED);
  }

  private static String with(String comment, String line) {
    return Stream.concat(comment.lines().filter(it -> !it.startsWith(BEGINNING)), Stream.of(line))
        .collect(Collectors.joining("\n"));
  }

  /** The comment of an object that is given back. */
  public String released(String comment) {
    var line = line() + ADOPTED;
    return comment.lines().filter(it -> !it.equals(line)).collect(Collectors.joining("\n"));
  }

  /** The installation and purpose in a comment; empty when it has no mark. */
  public static Optional<String> owner(String comment) {
    return comment
        .lines()
        .filter(it -> it.startsWith(BEGINNING))
        .map(it -> it.substring("trueup ".length()))
        .findFirst();
  }
}
