package io.trueup.listener.cli;

import io.trueup.listener.cli.cache.CommandCache;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.source.ModelSnapshot;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.text.Counts;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.Model;
import io.trueup.platforms.spi.DataPlatforms;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that reads models itself, from a local repository or from folders. */
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
      "REF|DIR is a folder if it begins with / or . ; otherwise a branch, tag or commit of the"
          + " repository (such as HEAD~1); otherwise a folder of that name.";

  /** One version refers to several files, each of which can turn out to be damaged. */
  private static final int MOST_DAMAGED = 20;

  final Shell shell;

  @Option(
      names = "--repository",
      order = 100,
      paramLabel = "DIR",
      description =
          "The repository that contains the refs. It may be bare; nothing in it is changed or"
              + " executed. Default: the one around the current folder.")
  private Path repositoryFolder = Path.of("");

  @Option(
      names = "--model-root",
      order = 101,
      paramLabel = "PATH",
      description = "The folder of the model in the repository. Default: the whole repository.")
  private String modelRoot = "";

  @Option(
      names = "--no-cache",
      order = 102,
      description =
          "Compute everything from the files; use nothing that an earlier command kept in the"
              + " folder that TRUEUP_CACHE names, and keep nothing there.")
  private boolean isUncached;

  @Option(
      names = {"-h", "--help"},
      order = 103,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isHelpAsked;

  ModelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() {
    try (var repository = repository()) {
      return call(repository, ModelRoot.of(modelRoot));
    } catch (GitException e) {
      throw new CommandException(ExitCode.UNREADABLE, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw new CommandException(
          ExitCode.UNREADABLE, "Cannot read the model's files: %s".formatted(e.getCause()));
    } finally {
      shell.out().flush();
    }
  }

  private int call(@Nullable LocalRepository repository, ModelRoot root) {
    if (repository == null || isUncached) {
      return run(new LocalModels(repository, root));
    }
    var cache = CommandCache.of(shell);
    if (cache.isOff()) {
      return run(new LocalModels(repository, root));
    }
    var versions = cache.versions(repository, root, DataPlatforms.load());
    for (var damaged = 0; damaged < MOST_DAMAGED; damaged++) {
      try {
        var models = new LocalModels(repository, root, versions);
        var code = run(models);
        // The answer first, and then what is kept for the next command.
        shell.out().flush();
        cache.keep(models, versions, repository);
        return code;
      } catch (DamagedFileException e) {
        versions.setAside(e);
      }
    }
    return run(new LocalModels(repository, root));
  }

  /** Runs the command; returns the exit code. */
  abstract int run(LocalModels models);

  /** The place that the user named. */
  ModelLocation place(LocalModels models, String asked) {
    return models
        .find(asked)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.NOT_FOUND,
                "Cannot find a commit or folder '%s'%s".formatted(asked, hint(asked))));
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
    var found = models.evaluate(place, new PlatformLint(DataPlatforms.load()));
    if (found.snapshot() instanceof ModelSnapshot.None(var problem)) {
      throw new CommandException(ExitCode.FAILED, problem.toString());
    }
    var model = found.verdict().model();
    if (model == null) {
      throw new CommandException(
          ExitCode.FAILED,
          "Cannot build the model of '%s'. First of %s: %s"
              .formatted(
                  place.text(),
                  Counts.of(found.verdict().problems().size(), "problem"),
                  found.verdict().problems().getFirst()));
    }
    return model;
  }

  private String hint(String asked) {
    return asked.startsWith("/") || asked.startsWith(".")
        ? ""
        : ". Fetch it first, and name a remote branch with its remote, such as origin/%s"
            .formatted(asked);
  }

  private @Nullable LocalRepository repository() {
    var isNamed = !repositoryFolder.toString().isEmpty();
    if (isNamed && !Files.isDirectory(repositoryFolder)) {
      throw new CommandException(
          ExitCode.NOT_FOUND, "The folder '%s' does not exist".formatted(repositoryFolder));
    }
    var found = LocalRepository.find(repositoryFolder);
    if (isNamed && found.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "Cannot find a git repository in or around '%s'".formatted(repositoryFolder));
    }
    return found.orElse(null);
  }
}
