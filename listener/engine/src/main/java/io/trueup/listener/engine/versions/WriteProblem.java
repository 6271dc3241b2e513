package io.trueup.listener.engine.versions;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why versions cannot be written to a folder; logged once for each cause. Thread-safe. */
final class WriteProblem {

  private static final Logger LOG = LoggerFactory.getLogger(WriteProblem.class);

  private final Path folder;
  private final Consumer<String> warnings;
  private @Nullable String message;

  /**
   * No problem yet.
   *
   * @param warnings takes a sentence about each cause
   */
  WriteProblem(Path folder, Consumer<String> warnings) {
    this.folder = folder;
    this.warnings = warnings;
  }

  synchronized Optional<String> message() {
    return Optional.ofNullable(message);
  }

  synchronized void failed(IOException cause) {
    var found =
        "Cannot write compiled versions to %s: %s".formatted(folder, reasonAndRemedy(cause));
    if (!found.equals(message)) {
      warnings.accept(
          found + ". Trueup works without them; its next start computes the model again");
      message = found;
    }
  }

  synchronized void worked() {
    if (message != null) {
      LOG.info("Compiled versions are written to {} again", folder);
      message = null;
    }
  }

  private static String reasonAndRemedy(IOException cause) {
    var reason =
        cause instanceof FileSystemException it && it.getReason() != null
            ? it.getReason()
            : String.valueOf(cause.getMessage());
    var lower = reason.toLowerCase(Locale.ROOT);
    if (cause instanceof AccessDeniedException || lower.contains("permission denied")) {
      return "permission denied. Give the folder to the user that runs Trueup";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file is in its place. Remove that file";
    }
    if (lower.contains("no space") || lower.contains("quota")) {
      return reason + ". Free disk space";
    }
    if (lower.contains("read-only")) {
      return reason + ". Mount it so that it can be written";
    }
    // Names of unfinished files differ each time, and do not matter.
    return cause.getClass().getSimpleName()
        + (cause instanceof FileSystemException ? "" : " " + reason)
        + ". Check the disk";
  }
}
