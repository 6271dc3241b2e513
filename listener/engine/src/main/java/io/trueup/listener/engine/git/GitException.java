package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A git operation failed. The message is for operators: what failed, with which repository, why,
 * and what to do. It never holds a credential.
 */
public final class GitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Kinds of failures. */
  public enum Category {
    /** The remote does not answer, or cannot now; worth a retry. */
    UNREACHABLE,
    /** The remote rejects our credentials, or they grant too little. */
    AUTHENTICATION,
    /** There is no such repository, or the credentials do not reveal it. */
    NOT_FOUND,
    /** It timed out; worth a retry. */
    TIMEOUT,
    /** The remote's data or the mirror is damaged. */
    CORRUPT,
    /** Refused for safety. */
    REFUSED
  }

  private final Category category;
  private final @Nullable Duration retryAfter;

  GitException(Category category, String message, @Nullable Throwable cause) {
    this(category, message, cause, null);
  }

  GitException(
      Category category, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.category = category;
    this.retryAfter = retryAfter;
  }

  public static GitException refused(String message) {
    return new GitException(Category.REFUSED, message, null);
  }

  static GitException damagedMirror(String action, Throwable cause) {
    return new GitException(
        Category.CORRUPT,
        "Cannot %s: the mirror is damaged (%s). The next fetch clones it again"
            .formatted(action, cause.getMessage()),
        cause);
  }

  static GitException tooLong(String action, Duration limit) {
    return new GitException(
        Category.TIMEOUT,
        "Cannot %s: it timed out after %d s. The repository may be made to be slow: check the last push"
            .formatted(action, limit.toSeconds()),
        null);
  }

  static GitException tooLarge(String action, Throwable cause) {
    return new GitException(
        Category.REFUSED,
        "Cannot %s: it takes more memory than the daemon has. Give it a larger heap, or check the last push"
            .formatted(action),
        cause);
  }

  static GitException unwritable(String action, Throwable cause) {
    return new GitException(
        Category.CORRUPT,
        "Cannot %s in the mirror (%s). Check the disk's space and the mirror folder's rights"
            .formatted(action, cause.getMessage()),
        cause);
  }

  static GitException unknownCommit(CommitId commit) {
    return new GitException(
        Category.NOT_FOUND,
        "Cannot read the commit %s: the mirror does not hold it. It was never on the branch, or the branch was rewritten and it was not pinned"
            .formatted(commit),
        null);
  }

  /** The kind of this failure. */
  public Category category() {
    return category;
  }

  /** How long the remote asks us to wait; empty when it does not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
