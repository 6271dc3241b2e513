package io.trueup.platforms.schema;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line in the comment of a role or a schema that says which installation made it, and for what.
 * Pure.
 *
 * @param installation the id of the installation
 * @param kind {@code database} or {@code platform}
 * @param subject the database that a role is for, or the platform that a schema is for
 */
public record OwnerMark(String installation, String kind, String subject) {

  private static final String BEGINNING = "trueup installation=";
  private static final String ADOPTED = " adopted";

  /** The mark of an installation's roles for one database: roles are the whole server's. */
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

  /** Whose a role or a schema is. */
  public enum Kind {
    /** This installation made it, and may drop it. */
    MADE,
    /** Another one's, which an operator had taken over. */
    ADOPTED,
    /** A person's, another installation's, or made for something else. */
    STRANGE
  }

  /** The line that says so. */
  public String line() {
    return "%s%s %s=%s".formatted(BEGINNING, installation, kind, subject);
  }

  /** Whose something with that comment is. */
  public Kind kind(String comment) {
    var line = line();
    if (comment.lines().anyMatch(line::equals)) {
      return Kind.MADE;
    }
    return comment.lines().anyMatch((line + ADOPTED)::equals) ? Kind.ADOPTED : Kind.STRANGE;
  }

  /** The comment of what was made before marks were written: what it says stays. */
  public String marked(String comment) {
    return with(comment, line());
  }

  /** The comment of what is taken over: what it says stays. */
  public String adopted(String comment) {
    return with(comment, line() + ADOPTED);
  }

  private static String with(String comment, String line) {
    return Stream.concat(comment.lines().filter(it -> !it.startsWith(BEGINNING)), Stream.of(line))
        .collect(Collectors.joining("\n"));
  }

  /** The comment of what is given back. */
  public String released(String comment) {
    var line = line() + ADOPTED;
    return comment.lines().filter(it -> !it.equals(line)).collect(Collectors.joining("\n"));
  }

  /** For whom something was made, as its comment says; empty when it says nothing of the kind. */
  public static Optional<String> owner(String comment) {
    return comment
        .lines()
        .filter(it -> it.startsWith(BEGINNING))
        .map(it -> it.substring("trueup ".length()))
        .findFirst();
  }
}
