package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.model.problem.Suggestions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports errors in the command line. */
final class UsageErrors {

  private UsageErrors() {}

  /** Prints the error and where to find help; returns the exit code. */
  static int report(ParameterException misuse, String[] arguments) {
    var line = misuse.getCommandLine();
    line.getErr().println("trueup: " + SafeText.line(message(misuse)));
    line.getErr().println("Try '%s --help'".formatted(line.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static String message(ParameterException misuse) {
    var reason = String.valueOf(misuse.getMessage());
    var line = misuse.getCommandLine();
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      var first = unmatched.getUnmatched().getFirst();
      return first.startsWith("-") || line.getSubcommands().isEmpty()
          ? withSuggestion(reason, first, options(line))
          : unknownCommand(line, first);
    }
    return reason.equals("Missing required subcommand")
        ? "%s: one of %s".formatted(reason, String.join(", ", line.getSubcommands().keySet()))
        : reason;
  }

  /** The message for an unknown subcommand. */
  static String unknownCommand(CommandLine line, String name) {
    return withSuggestion(
        "Unknown command '%s %s'".formatted(line.getCommandSpec().qualifiedName(), name),
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
