package io.trueup.listener.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.cli.check.CheckResult;
import io.trueup.listener.cli.check.CheckView;
import io.trueup.listener.cli.check.GitHubAnnotations;
import io.trueup.listener.cli.check.MarkdownSummary;
import io.trueup.listener.cli.check.MergeCheck;
import io.trueup.listener.cli.check.SarifLog;
import io.trueup.listener.cli.remote.DaemonAccess;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.platforms.spi.DataPlatforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a merge before it happens. */
@Command(
    name = "check",
    description = {
      "Check a merge of the head into the base: show the verdict, every problem at"
          + " file:line:column, and the impact on each platform.",
      "Needs no daemon unless --approvals-of is used. " + ModelCommand.PLACE
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the merge would be accepted",
      " 1:the merge would be rejected",
      " 2:the command line is wrong",
      " 3:the repository, commit or folder does not exist",
      " 7:cannot read the repository or a file, or cannot write the summary"
    },
    footer = {
      "Examples:",
      "  trueup check --base origin/main --head HEAD",
      "  trueup check --base main --head . --model-root model",
      "  trueup check --base main --head fix --source github.com/acme/sales@fix"
    })
final class CheckCommand extends ModelCommand {

  private final String version;

  @Option(
      names = "--base",
      required = true,
      paramLabel = "REF|DIR",
      description = "The version that would be merged into.")
  private String base = "";

  @Option(
      names = "--head",
      defaultValue = "HEAD",
      paramLabel = "REF|DIR",
      description = "The version that would be merged. Default: ${DEFAULT-VALUE}.")
  private String head = "HEAD";

  @Option(
      names = "--source",
      paramLabel = "HOST/OWNER/NAME@BRANCH",
      description =
          "The branch that the change comes from, which must own everything it changes. Without"
              + " this option, ownership is not checked.")
  private @Nullable String source;

  @Option(
      names = "--approvals-of",
      paramLabel = "ID",
      description =
          "Ask the daemon for the approval of this source, so that the verdict matches the"
              + " daemon's. Without this option, no change counts as approved.")
  private @Nullable String approvalsOf;

  @Mixin private final DaemonAccess daemon = new DaemonAccess();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description =
          "text, for people; json: everything; sarif: the problems, for a forge; github: the"
              + " problems as GitHub workflow commands. Default: text.")
  private Form form = Form.text;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description =
          "Also append a Markdown summary to this file, such as $GITHUB_STEP_SUMMARY in a GitHub"
              + " workflow.")
  private @Nullable Path summary;

  /** The form of the output. */
  enum Form {
    text,
    json,
    sarif,
    github
  }

  CheckCommand(Shell shell, String version) {
    super(shell);
    this.version = version;
  }

  @Override
  int run(LocalModels models) {
    var from = source();
    var basePlace = place(models, base);
    var headPlace = place(models, head);
    var result =
        new MergeCheck(models, DataPlatforms.load()).check(basePlace, headPlace, from, approved());
    if (models.isBehind(basePlace, headPlace)) {
      shell
          .err()
          .println(
              "trueup: The head lacks commits of the base, so their changes appear as removals."
                  + " Check the merge of both instead");
    }
    shell.out().print(rendered(models, result, basePlace, headPlace));
    summarize(result);
    return result.isAccepted() ? ExitCode.OK : ExitCode.FAILED;
  }

  private @Nullable ChangeDigest approved() {
    if (approvalsOf == null) {
      return null;
    }
    var status = daemon.client(shell).get("/api/v1/status").as(StatusView.class);
    var source =
        status.sources().stream()
            .filter(it -> it.id().equals(approvalsOf))
            .findFirst()
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.NOT_FOUND, "The daemon has no source '%s'".formatted(approvalsOf)));
    var approval = source.approval();
    return approval == null ? null : new ChangeDigest(approval.change());
  }

  private void summarize(CheckResult result) {
    if (summary == null) {
      return;
    }
    try {
      Files.writeString(
          summary,
          MarkdownSummary.render(result),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNREADABLE, "Cannot write the summary to '%s' (%s)".formatted(summary, e));
    }
  }

  private String rendered(
      LocalModels models, CheckResult result, ModelLocation basePlace, ModelLocation headPlace) {
    return switch (form) {
      case text -> CheckText.render(result, basePlace, headPlace, shell.style());
      case json -> json(CheckView.of(result, basePlace, headPlace, source));
      case sarif -> json(SarifLog.of(result, version, models.root().folder()));
      case github -> GitHubAnnotations.render(result);
    };
  }

  private @Nullable RepositoryBranch source() {
    try {
      return source == null ? null : RepositoryBranch.parse(source);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  static String json(Object view) {
    try {
      return JsonMappers.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(view) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + view.getClass(), e);
    }
  }
}
