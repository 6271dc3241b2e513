package io.trueup.listener.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command at any depth. */
@Command(
    name = "help",
    description = "Show the help of a command.",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {"Example:", "  trueup help schema plan"})
final class HelpCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, such as: schema plan.")
  private List<String> names = new ArrayList<>();

  @Override
  public void run() {
    var own = Objects.requireNonNull(spec).commandLine();
    var found = Objects.requireNonNull(own.getParent());
    for (var name : names) {
      found = within(own, found, name);
    }
    found.usage(own.getOut(), found.getColorScheme());
  }

  private static CommandLine within(CommandLine own, CommandLine parent, String name) {
    var found = parent.getSubcommands().get(name);
    if (found == null) {
      throw new ParameterException(own, UsageErrors.unknownCommand(parent, name));
    }
    return found;
  }
}
