package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes man pages. */
@Command(
    name = "man",
    description = {
      "Write a man page for every command into a folder.",
      "They have the same text as --help."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    footerHeading = "%n",
    footer = {"Example:", "  trueup man /usr/local/share/man/man1"})
final class ManCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder; created if it does not exist.")
  private Path folder = Path.of("");

  @Override
  public void run() {
    var line = Objects.requireNonNull(spec).commandLine();
    try {
      Files.createDirectories(folder);
      write(Objects.requireNonNull(line.getParent()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "Cannot write man pages to '%s' (%s)".formatted(folder, e));
    }
  }

  private void write(CommandLine command) throws IOException {
    var name = command.getCommandSpec().qualifiedName("-");
    Files.writeString(folder.resolve(name + ".1"), ManPage.of(command));
    for (var each : command.getSubcommands().values()) {
      write(each);
    }
  }
}
