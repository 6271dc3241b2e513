package io.trueup.model.stored;

/** A file does not hold what was written to it. Its message says where, without the file's name. */
public final class DamagedFileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient StoredFile file;

  DamagedFileException(StoredFile file, String reason, Throwable cause) {
    super(reason, cause);
    this.file = file;
  }

  /** The damaged file. */
  public StoredFile file() {
    return file;
  }
}
