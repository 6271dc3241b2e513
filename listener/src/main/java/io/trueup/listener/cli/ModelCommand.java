package io.trueup.listener.cli;

import io.trueup.listener.git.GitException;
import io.trueup.listener.git.LocalRepository;
import io.trueup.listener.git.ModelRoot;
import io.trueup.listener.source.LocalModels;
import io.trueup.listener.source.ModelPlace;
import io.trueup.listener.source.ModelSnapshot;
import io.trueup.listener.text.Counts;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.verdict.Judge;
import io.trueup.model.verdict.Model;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that reads models itself, from a repository on this machine or from folders. */
@Command(
    mixinStandardHelpOptions = false,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.UNREADABLE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n")
abstract class ModelCommand implements Callable<Integer> {

  static final String PLACE =
      "REF|DIR is a folder if it begins with / or . (so '.' is the work folder); else what it names"
          + " in the repository (a branch, a tag, a commit, HEAD~1); else a folder of that name.";

  final Shell shell;

  @Option(
      names = "--repository",
      order = 100,
      paramLabel = "DIR",
      description =
          "The repository that refs are looked up in; it may be bare, and nothing in it is changed"
              + " or executed. Default: the one that the current folder lies in.")
  private Path repositoryFolder = Path.of("");

  @Option(
      names = "--model-root",
      order = 101,
      paramLabel = "PATH",
      description = "The folder in the repository that the model lies in. Default: all of it.")
  private String modelRoot = "";

  @Option(
      names = {"-h", "--help"},
      order = 103,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // what it does is done by the parser
  private boolean isHelpAsked;

  ModelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() {
    try (var repository = repository()) {
      return run(new LocalModels(repository, ModelRoot.of(modelRoot)));
    } catch (GitException e) {
      throw new CommandException(ExitCode.UNREADABLE, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw new CommandException(
          ExitCode.UNREADABLE, "Cannot read the model's files: %s".formatted(e.getCause()));
    } finally {
      shell.out().flush();
    }
  }

  /** Does it; returns the exit code. */
  abstract int run(LocalModels models);

  /** Where what was asked for lies. */
  ModelPlace place(LocalModels models, String asked) {
    return models
        .find(asked)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.NOT_FOUND,
                "There is neither a commit nor a folder '%s'%s".formatted(asked, hint(asked))));
  }

  /**
   * The model of a version, whether it would be accepted or not.
   *
   * @param asked empty for HEAD, or for the current folder where there is no repository
   */
  Model model(LocalModels models, String asked) {
    var place =
        asked.isEmpty()
            ? models.find("HEAD").orElseGet(() -> place(models, "."))
            : place(models, asked);
    return switch (models.read(place)) {
      case ModelSnapshot.None(var problem) ->
          throw new CommandException(ExitCode.FAILED, problem.toString());
      case ModelSnapshot.Found(var files, var contents) -> {
        var judgement =
            new Judge(models.root().folder(), GraphLint.NONE, contents).judge(files, null, null);
        if (judgement.model() == null) {
          throw new CommandException(
              ExitCode.FAILED,
              "The model of '%s' cannot be put together. First of %s: %s"
                  .formatted(
                      place.asked(),
                      Counts.of(judgement.problems().size(), "problem"),
                      judgement.problems().getFirst()));
        }
        yield judgement.model();
      }
    };
  }

  private String hint(String asked) {
    return asked.startsWith("/") || asked.startsWith(".")
        ? ""
        : ". A branch of a remote is named with it, such as origin/%s; what is not in the repository must be fetched first"
            .formatted(asked);
  }

  private @Nullable LocalRepository repository() {
    var isNamed = !repositoryFolder.toString().isEmpty();
    if (isNamed && !Files.isDirectory(repositoryFolder)) {
      throw new CommandException(
          ExitCode.NOT_FOUND, "There is no folder '%s'".formatted(repositoryFolder));
    }
    var found = LocalRepository.find(repositoryFolder);
    if (isNamed && found.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "The folder '%s' is no git repository and lies in none".formatted(repositoryFolder));
    }
    return found.orElse(null);
  }
}
