package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.util.SortedMap;

/** A mirror that is kept small. Throws {@link GitException}. Safe for any thread. */
public interface MaintainedMirror {

  /** The commits that are kept whatever happens to the branch, by sequence number. */
  SortedMap<Long, CommitId> pins();

  /** Keeps those of some commits that the mirror has, and unpins all others. */
  void keepOnly(SortedMap<Long, CommitId> needed);

  /**
   * Consolidates packs and refs when there are many. Takes at most some seconds beside readers;
   * what does not fit into that waits until there is twice as much to do.
   *
   * @return whether it consolidated anything
   */
  boolean maintain();

  /** What it takes on disk now. */
  MirrorFootprint footprint();
}
