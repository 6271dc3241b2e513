package io.trueup.listener.cli;

import io.trueup.listener.text.Printable;
import io.trueup.model.problem.Suggestions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line. */
final class Misuse {

  private Misuse() {}

  /** Tells it, and where to look; returns the exit code. */
  static int tell(ParameterException misuse, String[] arguments) {
    var line = misuse.getCommandLine();
    line.getErr().println("trueup: " + Printable.line(whatIsWrong(misuse)));
    line.getErr().println("Try '%s --help'".formatted(line.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static String whatIsWrong(ParameterException misuse) {
    var message = String.valueOf(misuse.getMessage());
    var line = misuse.getCommandLine();
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      var first = unmatched.getUnmatched().getFirst();
      return first.startsWith("-") || line.getSubcommands().isEmpty()
          ? withSuggestion(message, first, options(line))
          : unknownCommand(line, first);
    }
    return message.equals("Missing required subcommand")
        ? "%s: one of %s".formatted(message, String.join(", ", line.getSubcommands().keySet()))
        : message;
  }

  /** That a command has no such subcommand. */
  static String unknownCommand(CommandLine line, String name) {
    return withSuggestion(
        "There is no command '%s %s'".formatted(line.getCommandSpec().qualifiedName(), name),
        name,
        List.copyOf(line.getSubcommands().keySet()));
  }

  private static List<String> options(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .flatMap(it -> List.of(it.names()).stream())
        .filter(it -> it.startsWith("--"))
        .toList();
  }

  private static String withSuggestion(String message, String wrong, List<String> known) {
    return Suggestions.nearest(wrong, known)
        .map(it -> "%s. Did you mean '%s'?".formatted(message, it))
        .orElse(message);
  }
}
