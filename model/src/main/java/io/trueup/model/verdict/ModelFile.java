package io.trueup.model.verdict;

import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.problem.Problem;
import java.util.Set;

/**
 * A file of one version of the model.
 *
 * @param path from the repository's root
 * @param blob id of the content; empty when there is no content
 * @param fragment its declarations
 */
public record ModelFile(String path, String blob, Fragment fragment) {

  /**
   * Rules whose violation hides declarations of a file, so that references to them would be
   * misreported.
   */
  private static final Set<String> LOSES_DECLARATIONS =
      Set.of(
          "document.syntax",
          "document.limit",
          "document.encoding",
          "document.duplicate-key",
          "document.unknown-kind",
          "document.unknown-field",
          "document.missing-field",
          "document.wrong-type",
          "document.name");

  static boolean hidesDeclarations(Problem problem) {
    return LOSES_DECLARATIONS.contains(problem.rule());
  }

  /**
   * Whether the file was read without errors. The default in place of an unreadable value can look
   * like a declared one.
   */
  boolean isReadable() {
    return !Problem.anyError(fragment.problems());
  }

  /** Whether another file at the same path was read from the same content. */
  boolean isSame(ModelFile other) {
    return blob.equals(other.blob) && (!blob.isEmpty() || fragment.equals(other.fragment));
  }
}
