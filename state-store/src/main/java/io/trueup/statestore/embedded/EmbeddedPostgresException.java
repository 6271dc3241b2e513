package io.trueup.statestore.embedded;

import java.nio.file.Path;

/** The embedded Postgres failed; the message says what to do. */
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String REMEDY = "Configure a Postgres of your own instead";

  private EmbeddedPostgresException(String message) {
    super(message);
  }

  private EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }

  static EmbeddedPostgresException unsupported(String because) {
    return new EmbeddedPostgresException(
        "Cannot run the embedded Postgres here, because %s. %s".formatted(because, REMEDY));
  }

  static EmbeddedPostgresException unsupported(String because, Throwable cause) {
    return new EmbeddedPostgresException(
        "Cannot run the embedded Postgres here, because %s. %s".formatted(because, REMEDY), cause);
  }

  static EmbeddedPostgresException inUse(Path dataFolder) {
    return new EmbeddedPostgresException(
        "Cannot start the embedded Postgres in '%s', because another process uses that folder. Stop it, or name another folder"
            .formatted(dataFolder));
  }

  static EmbeddedPostgresException unreachable(Path folder, Path parent) {
    return new EmbeddedPostgresException(
        "Cannot start the embedded Postgres with folder '%s', because it runs as another user, which may not enter '%s'. Allow entry with 'chmod o+x %s', or name another folder"
            .formatted(folder, parent, parent));
  }

  static EmbeddedPostgresException untrusted(Path folder) {
    return new EmbeddedPostgresException(
        "Cannot keep the Postgres binaries in '%s', because another user owns that folder or may write to it. Remove it, or name another folder"
            .formatted(folder));
  }

  static EmbeddedPostgresException failed(String what, Path folder, String output) {
    return new EmbeddedPostgresException(
        "Cannot %s in '%s'. Output: %s".formatted(what, folder, output.strip()));
  }

  static EmbeddedPostgresException failed(String what, Path folder, Throwable cause) {
    return new EmbeddedPostgresException(
        "Cannot %s in '%s': %s".formatted(what, folder, cause.getMessage()), cause);
  }
}
