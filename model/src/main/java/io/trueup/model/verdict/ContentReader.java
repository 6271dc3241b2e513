package io.trueup.model.verdict;

/** Reads a file's content again, for the few that a problem's exact place is wanted in. */
@FunctionalInterface
public interface ContentReader {

  /** The bytes of the blob of that id. */
  byte[] read(String blob);
}
