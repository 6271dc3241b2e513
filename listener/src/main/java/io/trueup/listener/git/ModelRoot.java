package io.trueup.listener.git;

/**
 * Where the model lies in a tree, and how much of it is read.
 *
 * @param folder such as {@code model/prod}; empty for the whole tree
 * @param maxFileBytes a larger file is an oddity
 * @param maxFiles more files are refused
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

  /** A folder with limits that no honest model meets. */
  public static ModelRoot of(String folder) {
    return new ModelRoot(folder, DEFAULT_FILE_BYTES, DEFAULT_FILES);
  }
}
