package io.trueup.listener.engine.git;

/**
 * The model's folder in a tree, and the limits of reading it.
 *
 * @param folder such as {@code model/prod}; empty for the whole tree
 * @param maxFileBytes larger files are reported as {@link TreeEntry.UnusableFile}
 * @param maxFiles a tree with more files is refused
 */
public record ModelRoot(String folder, int maxFileBytes, int maxFiles) {

  private static final int DEFAULT_FILE_BYTES = 4 << 20;
  private static final int DEFAULT_FILES = 1_000_000;

  /** Strips slashes from the folder's ends. */
  public ModelRoot {
    folder = folder.equals(".") ? "" : folder.replaceAll("^(\\./)?/*|/*$", "");
    if (maxFileBytes < 1 || maxFiles < 1) {
      throw new IllegalArgumentException(
          "A model root's limits must be positive: %d bytes, %d files"
              .formatted(maxFileBytes, maxFiles));
    }
  }

  /** All of it as one text; equal for equal roots. */
  public String text() {
    return "%s, files of at most %d bytes, at most %d files"
        .formatted(folder, maxFileBytes, maxFiles);
  }

  /** A folder with limits that no honest model reaches. */
  public static ModelRoot of(String folder) {
    return new ModelRoot(folder, DEFAULT_FILE_BYTES, DEFAULT_FILES);
  }
}
