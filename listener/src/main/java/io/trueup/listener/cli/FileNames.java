package io.trueup.listener.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.Optional;

/**
 * The names of files and the words of the command line, which Java takes as the locale spells them:
 * in {@code C} or {@code POSIX} everything beyond ASCII is lost, in others what they lack. The
 * program {@code trueup} sets the locale; who starts Java by itself has to. Pure.
 *
 * @param encoding of names, as {@code sun.jnu.encoding} has it
 */
public record FileNames(String encoding) {

  private static final int LAST_OF_ASCII = 0x7e;

  /** Says what to set where a word of the command line, or the folder it is in, was lost. */
  public Optional<String> problem(Collection<String> words) {
    return isAscii()
        ? words.stream()
            .filter(it -> it.chars().anyMatch(c -> c > LAST_OF_ASCII))
            .findFirst()
            .map(this::problem)
        : Optional.empty();
  }

  /** Says what to set where a path cannot be spelled. */
  Optional<String> problem(InvalidPathException failure) {
    return isUtf8() ? Optional.empty() : Optional.of(problem(failure.getInput()));
  }

  private String problem(String name) {
    return "Cannot use '%s', because Java takes names of files and arguments as %s here. Set LC_ALL=C.UTF-8, or start Trueup by the program 'trueup', which does so"
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
