package io.trueup.listener.cli;

import io.trueup.listener.cli.SchemaCommands.Form;
import io.trueup.listener.cli.SchemaCommands.NodeSchemaCommand;
import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ApplyEventView;
import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.engine.schema.ApplyEvent.Outcome;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Applies a plan. */
@Command(
    name = "apply",
    description = {
      "Show the plan for the target version of a platform, ask for confirmation, and apply it node"
          + " by node.",
      "A statement that destroys or rewrites data runs only if --allow names its id. Nothing"
          + " changes while a job is running.",
      "Exit code 0: done; 1: something failed or was refused, or you answered no; 5: the plan has"
          + " changed, another process is changing the platform, or a job is running."
    },
    footer = {
      "Examples:",
      "  trueup schema apply Live",
      "  trueup schema apply Live --allow 1a2b3c4d --reason \"ids run out\"",
      "  trueup schema apply Live --node Ingest/Live/NW_Data --plan 5e6f7a8b --yes"
    })
final class ApplyCommand extends NodeSchemaCommand {

  @Option(
      names = "--plan",
      order = 5,
      paramLabel = "DIGEST",
      description = "Apply only if the plan has this digest.")
  private @Nullable String digest;

  @Option(
      names = "--allow",
      order = 6,
      paramLabel = "ID",
      description = "Approve this statement, which destroys or rewrites data. May be repeated.")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--reason",
      order = 8,
      paramLabel = "TEXT",
      description = "The reason, for the audit. Required with --allow and --adopt.")
  private @Nullable String reason;

  @Option(names = "--yes", order = 9, description = "Do not ask for confirmation.")
  private boolean isConfirmed;

  private @Nullable ApplyEventView end;

  ApplyCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    check();
    var plan = client.get(path("plan", planned())).as(PlanView.class);
    if (digest != null && !digest.equals(plan.digest())) {
      throw new CommandException(
          ExitCode.CONFLICT,
          "Cannot apply plan '%2$s', because the plan is now '%1$s'. Nothing was changed. Review it with 'trueup schema plan'"
              .formatted(plan.digest(), digest));
    }
    if (form == Form.text) {
      shell.out().print(PlanText.render(plan, shell.style()));
    }
    if (!plan.differs()) {
      if (form == Form.json) {
        show(Reply.of(ApplyEventView.end(Outcome.DONE, "There is nothing to do")));
      }
      return ExitCode.OK;
    }
    if (!isApproved(plan)) {
      shell.out().println("Nothing was changed");
      return ExitCode.FAILED;
    }
    client.follow(path("apply", scope()), body(plan), this::show);
    return exitCode();
  }

  private void check() {
    if (form == Form.sql) {
      throw new CommandException(
          ExitCode.USAGE,
          "Cannot use --output sql with 'apply'. Use 'trueup schema plan --output sql'");
    }
    if (reason == null && !(allow.isEmpty() && adopted().isEmpty())) {
      throw new CommandException(ExitCode.USAGE, "--allow and --adopt need a --reason");
    }
    if (!isConfirmed && (!shell.isTerminal() || form == Form.json)) {
      throw new CommandException(
          ExitCode.USAGE,
          "Cannot ask for confirmation, because the output is no terminal or is JSON. Add --yes,"
              + " and --plan with the digest of the plan that you reviewed");
    }
  }

  private boolean isApproved(PlanView plan) {
    return isConfirmed
        || shell.confirm(
            "Apply plan %s to %s?".formatted(plan.digest(), SafeText.line(plan.platform())));
  }

  private Object body(PlanView plan) {
    var body = new LinkedHashMap<String, Object>();
    body.put("digest", plan.digest());
    body.put("allow", allow);
    body.put("adopt", adopted());
    if (reason != null) {
      body.put("reason", reason);
    }
    return body;
  }

  private void show(Reply line) {
    var event = line.as(ApplyEventView.class);
    if (event.isEnd()) {
      end = event;
    }
    if (form == Form.json) {
      shell.out().println(line.text());
    } else {
      shell.out().println(event.isEnd() ? endLine(event) : nodeLine(event));
    }
    shell.out().flush();
  }

  private String nodeLine(ApplyEventView event) {
    var node = SafeText.line(String.valueOf(event.node()));
    var message = event.message() == null ? "" : ": " + SafeText.line(event.message());
    return switch (event.outcome()) {
      case DONE ->
          "%s %s: %s"
              .formatted(
                  shell.style().success("done"),
                  node,
                  Counts.of(event.statements().size(), "statement"));
      case FAILED -> shell.style().error("failed") + " " + node + message;
      case REFUSED -> shell.style().error("refused") + " " + node + message;
      case STALE -> shell.style().warning("busy") + " " + node + message;
    };
  }

  private String endLine(ApplyEventView event) {
    var message = SafeText.line(String.valueOf(event.message()));
    return event.outcome() == Outcome.DONE
        ? shell.style().success(message)
        : shell.style().error(message);
  }

  private int exitCode() {
    var last = end;
    if (last == null) {
      throw new CommandException(
          ExitCode.FAILED,
          "The daemon stopped before it reported the result. See what is left to do with 'trueup"
              + " schema plan'");
    }
    return switch (last.outcome()) {
      case DONE -> ExitCode.OK;
      case FAILED, REFUSED -> ExitCode.FAILED;
      case STALE -> ExitCode.CONFLICT;
    };
  }
}
