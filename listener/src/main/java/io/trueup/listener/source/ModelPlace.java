package io.trueup.listener.source;

import io.trueup.statestore.CommitId;
import java.nio.file.Path;

/** Where a version of a model lies on this machine. */
public sealed interface ModelPlace {

  /** As it was asked for. */
  String asked();

  /** In a commit of the repository. */
  record AtCommit(String asked, CommitId commit) implements ModelPlace {}

  /** In a folder, which stands for the root of a repository. */
  record InFolder(String asked, Path folder) implements ModelPlace {}
}
