package io.trueup.listener.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.check.CheckResult;
import io.trueup.listener.check.CheckView;
import io.trueup.listener.check.GitHubAnnotations;
import io.trueup.listener.check.MarkdownSummary;
import io.trueup.listener.check.MergeCheck;
import io.trueup.listener.check.SarifLog;
import io.trueup.listener.source.LocalModels;
import io.trueup.listener.source.ModelPlace;
import io.trueup.listener.text.Json;
import io.trueup.listener.view.StatusView;
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

/** The verdict a merge would get. */
@Command(
    name = "check",
    description = {
      "Say what a merge of the head into the base would get: the verdict, with all that is wrong at"
          + " file:line:column, and what it would set off on each platform.",
      "It needs no daemon, unless --approvals-of is given. " + ModelCommand.PLACE
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the merge would be accepted",
      " 1:the merge would be rejected",
      " 2:the command line, or something in it, is wrong",
      " 3:there is no such repository, commit or folder",
      " 7:the repository or a file cannot be read, or the summary not written"
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
      required = true,
      paramLabel = "REF|DIR",
      description = "The version that would be merged.")
  private String head = "";

  @Option(
      names = "--source",
      paramLabel = "HOST/OWNER/NAME@BRANCH",
      description =
          "Where the change comes from: it must own all that it changes. Without it ownership is"
              + " not judged.")
  private @Nullable String source;

  @Option(
      names = "--approvals-of",
      paramLabel = "ID",
      description =
          "Ask the daemon what operators approved for this source, so that the verdict is the"
              + " daemon's also where compatibility alone rejects. Without it nothing is approved.")
  private @Nullable String approvalsOf;

  @Mixin private final DaemonAccess daemon = new DaemonAccess();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description =
          "text, for people; json: everything; sarif: the problems, for a forge; github: the"
              + " problems as commands of a GitHub workflow. Default: text.")
  private Form form = Form.text;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description =
          "Also append a summary in Markdown to this file, such as the one that a GitHub workflow"
              + " names in GITHUB_STEP_SUMMARY.")
  private @Nullable Path summary;

  /** How the result is shown. */
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
    if (models.isBehind(basePlace, headPlace)) {
      shell
          .err()
          .println(
              "trueup: The base has commits that the head lacks, and what they brought looks"
                  + " removed. Check the merge of the two");
    }
    var result =
        new MergeCheck(models, DataPlatforms.load()).check(basePlace, headPlace, from, approved());
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
      LocalModels models, CheckResult result, ModelPlace basePlace, ModelPlace headPlace) {
    return switch (form) {
      case text -> CheckText.render(result, basePlace, headPlace, shell.ink());
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
      return Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(view) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + view.getClass(), e);
    }
  }
}
