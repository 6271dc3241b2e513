package io.trueup.model.progress;

/** The parts of a load, in the order in which they end; they may overlap. */
public enum LoadPhase {
  /** Files are read and parsed. */
  READING,
  /** Their documents are linked. */
  LINKING,
  /** The graphs of all platforms are computed. */
  GRAPHS,
  /** The rules are checked in each document. */
  CHECKING,
  /** The version is written to its file. */
  WRITING
}
