package io.trueup.model.verdict;

/** Reads the content of a file again, to find the exact place of a problem. */
@FunctionalInterface
public interface ContentReader {

  /** The bytes of a blob. */
  byte[] read(String blob);
}
