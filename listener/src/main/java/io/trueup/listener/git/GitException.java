package io.trueup.listener.git;

import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Git could not do what it was asked. The message is for operators: what could not be done, with
 * which repository, why, and what to do; it never holds a credential.
 */
public final class GitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public enum Category {
    /** The remote does not answer, or says that it cannot now; worth trying again. */
    UNREACHABLE,
    /** The remote does not take our credentials, or they allow too little. */
    AUTHENTICATION,
    /** There is no such repository, or the credentials may not see it. */
    NOT_FOUND,
    /** It took too long and was abandoned; worth trying again. */
    TIMEOUT,
    /** What the remote sent, or what the mirror holds, is damaged. */
    CORRUPT,
    /** We do not do that, for safety. */
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

  static GitException refused(String message) {
    return new GitException(Category.REFUSED, message, null);
  }

  static GitException damagedMirror(String deed, Throwable cause) {
    return new GitException(
        Category.CORRUPT,
        "Cannot %s: the mirror is damaged (%s). It is cloned anew at the next fetch"
            .formatted(deed, cause.getMessage()),
        cause);
  }

  static GitException tooLong(String deed, Duration limit) {
    return new GitException(
        Category.TIMEOUT,
        "Cannot %s: it takes longer than %d s. A repository that is made to be slow may be the cause; look at what was pushed last"
            .formatted(deed, limit.toSeconds()),
        null);
  }

  static GitException tooLarge(String deed, Throwable cause) {
    return new GitException(
        Category.REFUSED,
        "Cannot %s: it takes more memory than the daemon has. Give it a larger heap, or look at what was pushed last"
            .formatted(deed),
        cause);
  }

  static GitException unwritable(String deed, Throwable cause) {
    return new GitException(
        Category.CORRUPT,
        "Cannot %s in the mirror (%s). Check the disk's space and the mirror folder's rights"
            .formatted(deed, cause.getMessage()),
        cause);
  }

  static GitException unknownCommit(CommitId commit) {
    return new GitException(
        Category.NOT_FOUND,
        "Cannot read the commit %s: the mirror does not hold it. It was never on the branch, or the branch was rewritten and it was not pinned"
            .formatted(commit),
        null);
  }

  /** What is in the way. */
  public Category category() {
    return category;
  }

  /** How long the remote asks us to wait; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
