package io.trueup.listener.source;

import io.trueup.statestore.CommitId;
import java.nio.file.Path;

/** The place of a model's version on this machine. */
public sealed interface ModelPlace {

  /** The text that was asked for. */
  String asked();

  /** In a commit of the repository. */
  record AtCommit(String asked, CommitId commit) implements ModelPlace {}

  /** In a folder, which stands for the root of a repository. */
  record InFolder(String asked, Path folder) implements ModelPlace {}
}
