package io.trueup.listener.cli;

import io.trueup.listener.source.LocalModels;
import io.trueup.model.problem.Suggestions;
import io.trueup.model.verdict.Model;
import java.util.Collection;
import picocli.CommandLine.Option;

/** A command that asks one version of a model. */
abstract class QuestionCommand extends ModelCommand {

  @Option(
      names = "--at",
      order = 90,
      paramLabel = "REF|DIR",
      description =
          "The version that is asked. Default: HEAD, or the current folder outside of"
              + " repositories.")
  private String at = "";

  @Option(
      names = {"-o", "--output"},
      order = 91,
      paramLabel = "FORM",
      description = "text, for people, or json. Default: text.")
  private Form form = Form.text;

  /** How answers are shown. */
  enum Form {
    text,
    json
  }

  QuestionCommand(Shell shell) {
    super(shell);
  }

  @Override
  final int run(LocalModels models) {
    return ask(model(models, at));
  }

  /** Asks, and shows the answer; returns the exit code. */
  abstract int ask(Model model);

  /** Shows an answer. */
  int show(Object view, String text) {
    shell.out().print(form == Form.json ? CheckCommand.json(view) : text);
    return ExitCode.OK;
  }

  static CommandException unknown(String what, String name, Collection<String> known) {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "There is no %s '%s'. %s"
            .formatted(what, name, Suggestions.remedy(name, known, "Names are told apart by case"))
            .strip());
  }
}
