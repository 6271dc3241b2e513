package io.trueup.listener.cli;

import io.trueup.listener.cli.dependents.StoreView;
import io.trueup.listener.cli.dependents.WorkspaceView;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.model.verdict.Model;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a store or a workspace of a model. */
final class ShowCommand {

  private ShowCommand() {}

  /** The parent command. */
  static CommandLine parent(Shell shell) {
    return new CommandLine(new Parent())
        .addSubcommand("store", new ShowStore(shell))
        .addSubcommand("workspace", new ShowWorkspace(shell));
  }

  @Command(
      name = "show",
      synopsisSubcommandLabel = "COMMAND",
      description = "Show a store or a workspace of the model. Needs no daemon.")
  private static final class Parent {}

  /** A store. */
  @Command(
      name = "store",
      description = {
        "Show a store: its team, its capture, its datasets, and the workspaces and platforms that"
            + " use it.",
        ModelCommand.PLACE
      },
      footer = {"Example:", "  trueup show store NW_Data"})
  static final class ShowStore extends ModelQueryCommand {

    @Parameters(paramLabel = "STORE", description = "The name.")
    private String name = "";

    ShowStore(Shell shell) {
      super(shell);
    }

    @Override
    int query(Model model) {
      var stores = model.ecosystem().stores();
      var store = stores.find(name);
      if (store == null) {
        throw unknown("store", name, stores.keySet());
      }
      var view = StoreView.of(model, store);
      return show(view, ShowText.store(view, shell.style()));
    }
  }

  /** A workspace. */
  @Command(
      name = "workspace",
      description = {
        "Show a workspace: its team, its datasets, the platforms that serve it, and its output.",
        ModelCommand.PLACE
      },
      footer = {"Example:", "  trueup show workspace MaskCustomers"})
  static final class ShowWorkspace extends ModelQueryCommand {

    @Parameters(paramLabel = "WORKSPACE", description = "The name.")
    private String name = "";

    ShowWorkspace(Shell shell) {
      super(shell);
    }

    @Override
    int query(Model model) {
      var workspaces = model.ecosystem().workspaces();
      var workspace = workspaces.find(name);
      if (workspace == null) {
        throw unknown("workspace", name, workspaces.keySet());
      }
      var view = WorkspaceView.of(model, workspace);
      return show(view, ShowText.workspace(view, shell.style()));
    }
  }
}
