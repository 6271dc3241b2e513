package io.trueup.model.document.tree;

/**
 * The limits of one file, so that no file can exhaust memory or time.
 *
 * @param bytes of the file
 * @param depth of nesting
 * @param values in all its documents, with aliases expanded
 */
public record ReadLimits(int bytes, int depth, int values) {

  /** The limits of a file of a model. */
  public static final ReadLimits MODEL = new ReadLimits(64 << 20, 64, 8_000_000);

  /** The limits of a configuration file. */
  public static final ReadLimits CONFIGURATION = new ReadLimits(1 << 20, 32, 10_000);
}
