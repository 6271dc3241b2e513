package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.question.Dependents;
import io.trueup.listener.daemon.question.DependentsSearch;
import io.trueup.model.verdict.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows who is affected when data changes. */
@Command(
    name = "dependents",
    description = {
      "Show who is affected when a store or one of its datasets changes: workspaces, transformers"
          + " and platforms, each with its path from the data.",
      "Needs no daemon. " + ModelCommand.PLACE
    },
    footer = {
      "Examples:",
      "  trueup dependents NW_Data/customers",
      "  trueup dependents NW_Data --at main"
    })
final class DependentsCommand extends ModelQueryCommand {

  @Parameters(paramLabel = "STORE[/DATASET]", description = "The store or dataset that changes.")
  private String subject = "";

  DependentsCommand(Shell shell) {
    super(shell);
  }

  @Override
  int query(Model model) {
    var dependents = dependents(model);
    return show(dependents, DependentsText.render(dependents, shell.style()));
  }

  private Dependents dependents(Model model) {
    var slash = subject.indexOf('/');
    var name = slash < 0 ? subject : subject.substring(0, slash);
    var stores = model.ecosystem().stores();
    var store = stores.find(name);
    if (store == null) {
      throw unknown("store", name, stores.keySet());
    }
    if (slash < 0) {
      return DependentsSearch.of(model, store);
    }
    var dataset = subject.substring(slash + 1);
    if (store.dataset(dataset).isEmpty()) {
      throw unknown(
          "dataset",
          subject,
          store.datasets().keySet().stream().map(it -> name + "/" + it).toList());
    }
    return DependentsSearch.of(model, name, dataset);
  }
}
