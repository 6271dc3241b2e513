package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ProblemView;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.platforms.spi.DataPlatforms;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Validates a model on its own. */
@Command(
    name = "validate",
    description = {
      "Validate a model on its own: show every problem at file:line:column.",
      "To compare it with another version, use 'trueup check'. " + ModelCommand.PLACE
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the model has no error",
      " 1:the model has errors",
      " 2:the command line is wrong",
      " 3:the repository, commit or folder does not exist",
      " 7:cannot read the repository or a file"
    },
    footer = {
      "Examples:",
      "  trueup validate",
      "  trueup validate ./model",
      "  trueup validate HEAD~1",
      "  trueup validate ./model --output json"
    })
final class ValidateCommand extends ModelCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "REF|DIR",
      description = "The model. Default: the current folder.")
  private String model = ".";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text, for people, or json, for programs. Default: text.")
  private Form form = Form.text;

  /** The form of the output. */
  enum Form {
    text,
    json
  }

  /**
   * The result of a validation.
   *
   * @param valid whether there is no error
   */
  record Validation(boolean valid, long errors, long warnings, List<ProblemView> problems) {

    Validation {
      problems = List.copyOf(problems);
    }
  }

  ValidateCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(LocalModels models) {
    var problems = problems(models);
    var errors = problems.stream().filter(it -> it.severity() == Severity.ERROR).count();
    var warnings = problems.size() - errors;
    if (form == Form.json) {
      var views = problems.stream().map(ProblemView::of).toList();
      shell.out().print(CheckCommand.json(new Validation(errors == 0, errors, warnings, views)));
    } else {
      text(problems, errors, warnings);
    }
    return errors == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void text(List<Problem> problems, long errors, long warnings) {
    problems.stream()
        .map(it -> SafeText.line(it.toString()))
        .forEach(it -> shell.out().println(it));
    var sum = "%s, %s".formatted(Counts.of(errors, "error"), Counts.of(warnings, "warning"));
    shell
        .out()
        .println(
            errors == 0
                ? shell.style().success("The model is valid: " + sum)
                : shell.style().error("The model is not valid: " + sum));
  }

  private List<Problem> problems(LocalModels models) {
    return models
        .evaluate(place(models, model), new PlatformLint(DataPlatforms.load()))
        .verdict()
        .problems();
  }
}
