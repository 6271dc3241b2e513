package io.trueup.listener.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes a completion script for shells. */
@Command(
    name = "completion",
    description = {
      "Write a script to the output that lets bash and zsh complete commands and options.",
      "Load it in the start file of the shell: source <(trueup completion)"
    },
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  source <(trueup completion)",
      "  trueup completion > /etc/bash_completion.d/trueup"
    })
final class CompletionCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    var line = Objects.requireNonNull(spec).commandLine();
    line.getOut().print(AutoComplete.bash("trueup", Objects.requireNonNull(line.getParent())));
    line.getOut().flush();
  }
}
