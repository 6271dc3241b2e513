package io.trueup.platforms.postgres;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.platforms.schema.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What things are called in Postgres: pure functions of what they are called in the model and never
 * of what else exists, so that no name changes because of a neighbour. Names are folded to lower
 * case, so that nobody needs to quote them; where one does not fit it is cut and gets twelve hex
 * digits of a digest of the whole, before the suffix that tells its role.
 */
final class PhysicalNames {

  /** What Postgres keeps of an identifier; it cuts the rest off in silence. */
  private static final int MAXIMUM_BYTES = 63;

  private static final int DIGEST_DIGITS = 12;
  private static final String WORKSPACE_SEPARATOR = "__";

  /** What a table is for; the end of its name. */
  enum Role {
    STAGING,
    MERGE,
    OUTPUT,
    /** A view; its schema tells. */
    VIEW;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String suffix() {
      return this == VIEW ? "" : "_" + text();
    }
  }

  private PhysicalNames() {}

  /** The schema of a platform's tables. */
  static String tableSchema(String platform) {
    // Two underscores in a row set the workspace apart in the schemas of views.
    return isSeparable(platform)
        ? fit(fold(platform), "", List.of("tables", platform))
        : abbreviate(fold(platform), "", List.of("tables", platform));
  }

  /** The schema of the views that a platform offers to a workspace. */
  static String viewSchema(String platform, String workspace) {
    var readable = fold(platform) + WORKSPACE_SEPARATOR + fold(workspace);
    var path = List.of("views", platform, workspace);
    return isSeparable(platform) && isSeparable(workspace)
        ? fit(readable, "", path)
        : abbreviate(readable, "", path);
  }

  /** A platform's table of a dataset. */
  static ObjectName table(String platform, String store, String dataset, Role role) {
    return new ObjectName(tableSchema(platform), relation(store, dataset, role));
  }

  /** What the names of all tables of a store begin with, but for those that were cut. */
  static String tableBeginning(String platform, String store) {
    return tableSchema(platform) + "." + fold(store) + "_";
  }

  /** What the names of all tables of a dataset begin with, likewise. */
  static String tableBeginning(String platform, String store, String dataset) {
    return tableBeginning(platform, store) + fold(dataset) + "_";
  }

  /** Whether two names that differ can be folded into one. */
  static boolean isFolded(String name) {
    for (var i = 0; i < name.length(); i++) {
      if (Character.isUpperCase(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A workspace's view of a dataset. */
  static ObjectName view(String platform, String workspace, String store, String dataset) {
    return new ObjectName(viewSchema(platform, workspace), relation(store, dataset, Role.VIEW));
  }

  private static String relation(String store, String dataset, Role role) {
    return fit(
        fold(store) + "_" + fold(dataset),
        role.suffix(),
        List.of("relation", store, dataset, role.text()));
  }

  /** A column. */
  static String column(String column) {
    return fit(fold(column), "", List.of("column", column));
  }

  private static boolean isSeparable(String part) {
    return !part.contains(WORKSPACE_SEPARATOR) && !part.endsWith("_") && !part.startsWith("_");
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String fit(String readable, String suffix, List<String> path) {
    return bytes(readable) + bytes(suffix) <= MAXIMUM_BYTES
        ? readable + suffix
        : abbreviate(readable, suffix, path);
  }

  private static String abbreviate(String readable, String suffix, List<String> path) {
    var digest =
        Canonical.of("physical-name")
            .add(path)
            .fingerprint()
            .toString()
            .substring(0, DIGEST_DIGITS);
    var end = "_" + digest + suffix;
    var head = new StringBuilder();
    var room = MAXIMUM_BYTES - bytes(end);
    for (var codePoint : readable.codePoints().toArray()) {
      room -= bytes(Character.toString(codePoint));
      if (room < 0) {
        break;
      }
      head.appendCodePoint(codePoint);
    }
    return head.toString().replaceAll("_+", "_").replaceAll("_$", "") + end;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
