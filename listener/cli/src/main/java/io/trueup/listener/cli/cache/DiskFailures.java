package io.trueup.listener.cli.cache;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why the disk failed, for people. */
public final class DiskFailures {

  private DiskFailures() {}

  /** A clause, such as "no permission for '/x'". */
  public static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException e -> "no permission for '%s'".formatted(e.getFile());
      case NoSuchFileException e -> "'%s' does not exist".formatted(e.getFile());
      case FileAlreadyExistsException e -> "'%s' is in the way".formatted(e.getFile());
      case FileSystemException e when e.getReason() != null ->
          "%s ('%s')".formatted(e.getReason(), e.getFile());
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
