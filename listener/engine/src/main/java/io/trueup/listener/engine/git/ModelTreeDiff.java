package io.trueup.listener.engine.git;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences between two commits under a model root. */
public sealed interface ModelTreeDiff {

  /** The paths that differ, in git's order. */
  record Changes(List<PathChange> paths) implements ModelTreeDiff {

    public Changes {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A path that differs.
   *
   * @param older in the older commit; null when the path was added
   * @param newer in the newer commit; null when the path was removed
   */
  record PathChange(String path, @Nullable TreeEntry older, @Nullable TreeEntry newer) {}

  /** The newer commit has no such folder. */
  record NoSuchRoot() implements ModelTreeDiff {}

  /** More paths differ than the model root allows files. */
  record TooManyFiles(int limit) implements ModelTreeDiff {}
}
