package io.trueup.model.stored;

/** A file that is being written. Thread-safe: blocks of several writers follow one another. */
public interface BlockSink {

  /**
   * Appends a block's content with its frame.
   *
   * @return where the block begins
   */
  long append(byte[] content, int length);
}
