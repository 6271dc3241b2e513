package io.trueup.listener.git;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between two commits under a model root. */
public sealed interface ModelTreeDiff {

  /** The paths that differ, in git's order; all others are the same on both sides. */
  record Changes(List<PathChange> paths) implements ModelTreeDiff {

    public Changes {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A path that differs.
   *
   * @param older what was there; null when nothing was
   * @param newer what is there; null when nothing is
   */
  record PathChange(String path, @Nullable TreeEntry older, @Nullable TreeEntry newer) {}

  /** The newer commit has no such folder. */
  record NoSuchRoot() implements ModelTreeDiff {}

  /** More paths differ than the model root allows files. */
  record TooManyFiles(int limit) implements ModelTreeDiff {}
}
