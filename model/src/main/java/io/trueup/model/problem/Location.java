package io.trueup.model.problem;

/**
 * A place in a file of the model.
 *
 * @param file path from the repository's root, {@code /}-separated; empty when no file is at fault
 * @param line from 1; 0 when only the file is known
 * @param column from 1, in characters; 0 when only the file is known
 */
public record Location(String file, int line, int column) implements Comparable<Location> {

  /** The model as a whole: no file can be named. */
  public static final Location NOWHERE = new Location("", 0, 0);

  /** A file as a whole. */
  public static Location of(String file) {
    return new Location(file, 0, 0);
  }

  @Override
  public int compareTo(Location other) {
    var byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    var byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** {@code file:line:column}, the form that terminals and editors make into a link. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
