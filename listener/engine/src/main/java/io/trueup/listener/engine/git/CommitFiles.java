package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;

/** The model files of commits. All methods throw {@link GitException}. */
public interface CommitFiles {

  /**
   * The model files of a commit: those that end in {@code .yaml}, {@code .yml} or {@code .json}, in
   * folders that do not begin with a dot.
   */
  ModelTree tree(CommitId commit, ModelRoot root);

  /** The differences between the model files of two commits; the cost follows the difference. */
  ModelTreeDiff treeDiff(CommitId older, CommitId newer, ModelRoot root);

  /** A reader of many files' contents, for one thread; much faster than reading one at a time. */
  BlobReader blobs();

  /**
   * The content of a file.
   *
   * @param id as {@link TreeEntry.ModelFile#blob} gives it
   * @throws GitException REFUSED, when it is longer than {@code maxBytes}
   */
  default byte[] blob(String id, int maxBytes) {
    try (var blobs = blobs()) {
      return blobs.read(id, maxBytes);
    }
  }
}
