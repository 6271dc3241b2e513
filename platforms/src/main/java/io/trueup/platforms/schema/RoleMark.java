package io.trueup.platforms.schema;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line in a role's comment by which it is known for which installation and database it is:
 * roles are the whole server's. Pure.
 */
public record RoleMark(String line) {

  private static final String BEGINNING = "trueup installation=";
  private static final String ADOPTED = " adopted";

  /** That of an installation's roles for one database. */
  public static RoleMark of(String installation, String database) {
    return new RoleMark(
        "%s%s database=%s".formatted(BEGINNING, installation, database.replace('\n', ' ')));
  }

  /** Whose a role is. */
  public enum Kind {
    /** It was made here, and may be dropped. */
    MADE,
    /** A person made it, and an operator had it taken over. */
    ADOPTED,
    /** A person's, another installation's or another database's. */
    STRANGE
  }

  /** Whose a role with that comment is. */
  public Kind kind(String comment) {
    if (comment.lines().anyMatch(line::equals)) {
      return Kind.MADE;
    }
    return comment.lines().anyMatch((line + ADOPTED)::equals) ? Kind.ADOPTED : Kind.STRANGE;
  }

  /** The comment of a role that is taken over: what it says stays. */
  public String adopted(String comment) {
    return Stream.concat(
            comment.lines().filter(it -> !it.startsWith(BEGINNING)), Stream.of(line + ADOPTED))
        .collect(Collectors.joining("\n"));
  }

  /** The comment of a role that is given back. */
  public String released(String comment) {
    return comment
        .lines()
        .filter(it -> !it.equals(line + ADOPTED))
        .collect(Collectors.joining("\n"));
  }

  /** For whom a role was made, as its comment says; empty when it says nothing of the kind. */
  public static Optional<String> owner(String comment) {
    return comment
        .lines()
        .filter(it -> it.startsWith(BEGINNING))
        .map(it -> it.substring("trueup ".length()))
        .findFirst();
  }
}
