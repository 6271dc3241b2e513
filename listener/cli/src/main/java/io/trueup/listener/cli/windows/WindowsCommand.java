package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Commands on windows: when targets may move, and when they may not. */
@Command(
    name = "windows",
    description = {
      "List and change windows: when targets may move, and when not.",
      "A window that denies wins; where any window allows, targets move in such windows only. A"
          + " freeze is a window that denies, once. Windows that the model declares are listed too;"
          + " they can be suspended and resumed, and a merge changes them."
    })
public final class WindowsCommand {

  private WindowsCommand() {}

  /** The command with all its subcommands. */
  public static CommandLine line(Shell shell) {
    return new CommandLine(new WindowsCommand())
        .addSubcommand("list", new WindowQueries.All(shell))
        .addSubcommand("show", new WindowQueries.One(shell))
        .addSubcommand("explain", new WindowQueries.Explain(shell))
        .addSubcommand("calendar", new WindowCalendarCommand(shell))
        .addSubcommand("add", new WindowEdits.Add(shell))
        .addSubcommand("update", new WindowEdits.Update(shell))
        .addSubcommand("suspend", new WindowOrders.Suspend(shell))
        .addSubcommand("resume", new WindowOrders.Resume(shell))
        .addSubcommand("end", new WindowOrders.End(shell))
        .addSubcommand("delete", new WindowOrders.Delete(shell))
        .addSubcommand("export", new WindowFiles.Export(shell))
        .addSubcommand("import", new WindowFiles.Import(shell));
  }
}
