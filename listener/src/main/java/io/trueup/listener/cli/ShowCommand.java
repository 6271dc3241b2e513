package io.trueup.listener.cli;

import io.trueup.listener.dependents.StoreView;
import io.trueup.listener.dependents.WorkspaceView;
import io.trueup.model.verdict.Model;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a model says of one thing. */
final class ShowCommand {

  private ShowCommand() {}

  /** The parent of the questions. */
  static CommandLine parent(Shell shell) {
    return new CommandLine(new Parent())
        .addSubcommand("store", new Store(shell))
        .addSubcommand("workspace", new OfWorkspace(shell));
  }

  @Command(
      name = "show",
      synopsisSubcommandLabel = "COMMAND",
      description = "Show what the model says of a store or a workspace. It needs no daemon.")
  private static final class Parent {}

  /** A store. */
  @Command(
      name = "store",
      description = {
        "Show a store: whose it is, how it is captured, its datasets, who takes it and who carries it.",
        ModelCommand.PLACE
      },
      footer = {"Example:", "  trueup show store NW_Data"})
  static final class Store extends QuestionCommand {

    @Parameters(paramLabel = "STORE", description = "Its name.")
    private String name = "";

    Store(Shell shell) {
      super(shell);
    }

    @Override
    int ask(Model model) {
      var stores = model.ecosystem().stores();
      var store = stores.find(name);
      if (store == null) {
        throw unknown("store", name, stores.keySet());
      }
      var view = StoreView.of(model, store);
      return show(view, ShowText.store(view, shell.ink()));
    }
  }

  /** A workspace. */
  @Command(
      name = "workspace",
      description = {
        "Show a workspace: whose it is, what it takes from where, who serves it, what it makes.",
        ModelCommand.PLACE
      },
      footer = {"Example:", "  trueup show workspace MaskCustomers"})
  static final class OfWorkspace extends QuestionCommand {

    @Parameters(paramLabel = "WORKSPACE", description = "Its name.")
    private String name = "";

    OfWorkspace(Shell shell) {
      super(shell);
    }

    @Override
    int ask(Model model) {
      var workspaces = model.ecosystem().workspaces();
      var workspace = workspaces.find(name);
      if (workspace == null) {
        throw unknown("workspace", name, workspaces.keySet());
      }
      var view = WorkspaceView.of(model, workspace);
      return show(view, ShowText.workspace(view, shell.ink()));
    }
  }
}
