package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.model.problem.Suggestions;
import io.trueup.model.verdict.Model;
import java.util.Collection;
import picocli.CommandLine.Option;

/** A command that queries one version of a model. */
abstract class ModelQueryCommand extends ModelCommand {

  @Option(
      names = "--at",
      order = 90,
      paramLabel = "REF|DIR",
      description =
          "The version to query. Default: HEAD, or the current folder outside of repositories.")
  private String at = "";

  @Option(
      names = {"-o", "--output"},
      order = 91,
      paramLabel = "FORM",
      description = "text, for people, or json. Default: text.")
  private Form form = Form.text;

  /** The form of the output. */
  enum Form {
    text,
    json
  }

  ModelQueryCommand(Shell shell) {
    super(shell);
  }

  @Override
  final int run(LocalModels models) {
    return query(model(models, at));
  }

  /** Queries the model and shows the result; returns the exit code. */
  abstract int query(Model model);

  /** Shows a result. */
  int show(Object view, String text) {
    shell.out().print(form == Form.json ? CheckCommand.json(view) : text);
    return ExitCode.OK;
  }

  static CommandException unknown(String what, String name, Collection<String> known) {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "There is no %s '%s'. %s"
            .formatted(what, name, Suggestions.remedy(name, known, "Names are case-sensitive"))
            .strip());
  }
}
