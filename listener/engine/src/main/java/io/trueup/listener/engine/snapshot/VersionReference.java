package io.trueup.listener.engine.snapshot;

import io.trueup.statestore.CommitId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a question names the version that it is about: a number, a commit, {@code merged}, {@code
 * realized@P} or {@code target@P}. Only the first two always mean the same version.
 */
public sealed interface VersionReference {

  /** The version of a number. */
  record Sequence(long number) implements VersionReference {}

  /** The newest accepted version of a commit. */
  record Commit(CommitId commit) implements VersionReference {}

  /** The newest accepted version that is served. */
  record Merged() implements VersionReference {}

  /**
   * The version that a platform has realized, or that it moves to.
   *
   * @param platform its name within the source
   */
  record PlatformPointer(Role role, String platform) implements VersionReference {}

  /** A pointer of a platform. */
  enum Role {
    REALIZED("realized@"),
    TARGET("target@");

    private final String prefix;

    Role(String prefix) {
      this.prefix = prefix;
    }
  }

  /** The text of {@link Merged}. */
  String MERGED = "merged";

  /** Reads a reference; empty when the text is none. */
  static Optional<VersionReference> parse(String text) {
    if (text.equals(MERGED)) {
      return Optional.of(new Merged());
    }
    if (Patterns.COMMIT.matcher(text).matches()) {
      return Optional.of(new Commit(new CommitId(text)));
    }
    if (Patterns.NUMBER.matcher(text).matches()) {
      return Optional.of(new Sequence(Long.parseLong(text)));
    }
    for (var role : Role.values()) {
      if (text.startsWith(role.prefix) && text.length() > role.prefix.length()) {
        return Optional.of(new PlatformPointer(role, text.substring(role.prefix.length())));
      }
    }
    return Optional.empty();
  }

  /** The forms of references. */
  final class Patterns {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private Patterns() {}
  }
}
