package io.trueup.model.document;

/**
 * How much one file may hold, so that no file can take the reader's memory or time.
 *
 * @param bytes of the file
 * @param depth of nesting
 * @param values in all its documents, with each alias counted as what it stands for
 */
public record ReadLimits(int bytes, int depth, int values) {

  /** What a file of a model may hold. */
  public static final ReadLimits MODEL = new ReadLimits(64 << 20, 64, 8_000_000);

  /** What a configuration file may hold. */
  public static final ReadLimits CONFIGURATION = new ReadLimits(1 << 20, 32, 10_000);
}
