package io.trueup.platforms.relational.schema;

/**
 * The properties of a server, and of the user who logged in, on which plans depend.
 *
 * @param version Postgres's major version, such as 18
 * @param user the user who logged in
 * @param mayCreateSchemas whether that user may create schemas in the database
 * @param mayCreateRoles whether that user may create roles
 */
public record ServerSession(
    int version, String user, boolean mayCreateSchemas, boolean mayCreateRoles) {

  /** A server of the newest version where everything is allowed. */
  public static final ServerSession NEWEST = new ServerSession(18, "trueup", true, true);
}
