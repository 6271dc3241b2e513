package io.trueup.listener.engine.source;

import io.trueup.statestore.CommitId;
import java.nio.file.Path;

/** The place of a model's version on this machine. */
public sealed interface ModelLocation {

  /** The text that was asked for. */
  String text();

  /** In a commit of the repository. */
  record AtCommit(String text, CommitId commit) implements ModelLocation {}

  /** In a folder, which stands for the root of a repository. */
  record InFolder(String text, Path folder) implements ModelLocation {}
}
