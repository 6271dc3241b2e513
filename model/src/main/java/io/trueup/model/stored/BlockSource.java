package io.trueup.model.stored;

/** The content of a file that holds blocks. Thread-safe. */
public interface BlockSource {

  /** The number of bytes. */
  long size();

  /**
   * Copies bytes.
   *
   * @throws IllegalArgumentException when they cannot be read, because the file ends before them or
   *     its device fails; the message says why
   */
  void copy(long offset, byte[] into, int length);
}
