package io.trueup.listener.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.Optional;

/**
 * Detects file names and arguments that Java cannot decode with its locale: {@code C} and {@code
 * POSIX} lose everything beyond ASCII, other locales lose the characters they do not have. The
 * program {@code trueup} sets the locale; anyone who starts Java directly has to. Pure.
 *
 * @param encoding the encoding of names, the value of {@code sun.jnu.encoding}
 */
public record NameEncodingCheck(String encoding) {

  private static final int LAST_OF_ASCII = 0x7e;

  /** Says what to set when an argument or the working folder was not decoded. */
  public Optional<String> problem(Collection<String> words) {
    return isAscii()
        ? words.stream()
            .filter(it -> it.chars().anyMatch(c -> c > LAST_OF_ASCII))
            .findFirst()
            .map(this::problem)
        : Optional.empty();
  }

  /** Says what to set when a path cannot be encoded. */
  Optional<String> problem(InvalidPathException failure) {
    return isUtf8() ? Optional.empty() : Optional.of(problem(failure.getInput()));
  }

  private String problem(String name) {
    return "Cannot use '%s', because Java decodes file names and arguments as %s here. Set LC_ALL=C.UTF-8, or start Trueup with the program 'trueup', which sets it"
        .formatted(name, encoding);
  }

  private boolean isAscii() {
    return !Charset.isSupported(encoding)
        || Charset.forName(encoding).equals(StandardCharsets.US_ASCII);
  }

  private boolean isUtf8() {
    return Charset.isSupported(encoding)
        && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
  }
}
