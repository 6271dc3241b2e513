package io.trueup.listener.engine.versions;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a version's file.
 *
 * @param commit 40 hex digits
 * @param id SHA-256 of the file's content, 64 hex digits
 */
public record VersionName(String commit, String id) {

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{40})-([0-9a-f]{64})" + Pattern.quote(VersionFolder.ENDING));

  /** The name of a file; null when it is not that of a finished version. */
  public static @Nullable VersionName of(Path path) {
    var name = FORM.matcher(path.getFileName().toString());
    return name.matches() ? new VersionName(name.group(1), name.group(2)) : null;
  }

  /** The name as it is on disk. */
  public String text() {
    return commit + "-" + id + VersionFolder.ENDING;
  }
}
