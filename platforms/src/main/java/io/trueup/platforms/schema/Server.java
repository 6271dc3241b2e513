package io.trueup.platforms.schema;

/**
 * What matters of a database's server and of who logged in there.
 *
 * @param version Postgres's major version, such as 18
 * @param user who logged in
 * @param mayCreateSchemas whether that user may create schemas in the database
 * @param mayCreateRoles whether that user may create roles
 */
public record Server(int version, String user, boolean mayCreateSchemas, boolean mayCreateRoles) {

  /** A server of the newest version where everything is allowed. */
  public static final Server NEWEST = new Server(18, "trueup", true, true);
}
