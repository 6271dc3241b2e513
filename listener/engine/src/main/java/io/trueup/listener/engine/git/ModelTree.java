package io.trueup.listener.engine.git;

import java.util.List;

/** The files of a commit under a model root. */
public sealed interface ModelTree {

  /**
   * The files, and what only looks like one; each by path in git's order, which is that of bytes.
   */
  record Entries(List<TreeEntry.ModelFile> files, List<TreeEntry.UnusableFile> unusable)
      implements ModelTree {

    public Entries {
      files = List.copyOf(files);
      unusable = List.copyOf(unusable);
    }
  }

  /** The commit has no such folder. */
  record NoSuchRoot() implements ModelTree {}

  /** There are more files than the model root allows. */
  record TooManyFiles(int limit) implements ModelTree {}
}
