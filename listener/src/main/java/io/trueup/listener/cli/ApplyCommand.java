package io.trueup.listener.cli;

import io.trueup.listener.cli.ApiClient.Reply;
import io.trueup.listener.cli.SchemaCommands.Form;
import io.trueup.listener.cli.SchemaCommands.OfNodes;
import io.trueup.listener.schema.ApplyEvent;
import io.trueup.listener.schema.ApplyEvent.Outcome;
import io.trueup.listener.schema.PlanView;
import io.trueup.listener.text.Counts;
import io.trueup.listener.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Carries a plan out. */
@Command(
    name = "apply",
    description = {
      "Show what the target version of a platform needs, ask, and carry it out, node by node.",
      "What destroys or rewrites runs only when it is allowed by its id. Nothing changes under a"
          + " running job.",
      "Exit code 0: done; 1: something failed or was refused, or the answer was no; 5: the plan is"
          + " another one by now, or somebody else changes the platform, or a job runs."
    },
    footer = {
      "Examples:",
      "  trueup schema apply --platform Live",
      "  trueup schema apply --platform Live --node Ingest/Live/NW_Data --allow 1a2b3c4d --reason"
          + " \"ids run out\"",
      "  trueup schema apply --platform Live --plan 5e6f7a8b --yes"
    })
final class ApplyCommand extends OfNodes {

  @Option(
      names = "--plan",
      order = 5,
      paramLabel = "DIGEST",
      description = "Only if the plan is this one.")
  private @Nullable String digest;

  @Option(
      names = "--allow",
      order = 6,
      paramLabel = "ID",
      description = "A statement that destroys or rewrites and may run; may be repeated.")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--reason",
      order = 8,
      paramLabel = "TEXT",
      description = "Why, for the audit; required with --allow and --adopt.")
  private @Nullable String reason;

  @Option(names = "--yes", order = 9, description = "Do not ask.")
  private boolean isSure;

  private @Nullable ApplyEvent end;

  ApplyCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ApiClient client) {
    check();
    var plan = client.get(path("plan", planned())).as(PlanView.class);
    if (digest != null && !digest.equals(plan.digest())) {
      throw new CommandException(
          ExitCode.CONFLICT,
          "The plan is '%s' by now, not '%s'. Nothing was changed; look at it again with 'trueup schema plan'"
              .formatted(plan.digest(), digest));
    }
    if (form == Form.text) {
      shell.out().print(PlanText.render(plan, shell.ink()));
    }
    if (!plan.differs()) {
      if (form == Form.json) {
        tell(Reply.of(ApplyEvent.end(Outcome.DONE, "There is nothing to do")));
      }
      return ExitCode.OK;
    }
    if (!isWanted(plan)) {
      shell.out().println("Nothing was changed");
      return ExitCode.FAILED;
    }
    client.follow(path("apply", scope()), body(plan), this::tell);
    return exitCode();
  }

  private void check() {
    if (form == Form.sql) {
      throw new CommandException(
          ExitCode.USAGE, "--output sql is for 'trueup schema plan', which changes nothing");
    }
    if (reason == null && !(allow.isEmpty() && adopted().isEmpty())) {
      throw new CommandException(ExitCode.USAGE, "--allow and --adopt need a --reason");
    }
    if (!isSure && (!shell.isTerminal() || form == Form.json)) {
      throw new CommandException(
          ExitCode.USAGE,
          "Nobody can be asked here: say --yes, and --plan with the digest you saw");
    }
  }

  private boolean isWanted(PlanView plan) {
    return isSure
        || shell.confirms(
            "Apply plan %s to %s?".formatted(plan.digest(), Printable.line(plan.platform())));
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

  private void tell(Reply line) {
    var event = line.as(ApplyEvent.class);
    if (event.isEnd()) {
      end = event;
    }
    if (form == Form.json) {
      shell.out().println(line.text());
    } else {
      shell.out().println(event.isEnd() ? ended(event) : landed(event));
    }
    shell.out().flush();
  }

  private String landed(ApplyEvent event) {
    var node = Printable.line(String.valueOf(event.node()));
    var said = event.message() == null ? "" : ": " + Printable.line(event.message());
    return switch (event.outcome()) {
      case DONE ->
          "%s %s: %s"
              .formatted(
                  shell.ink().good("done"),
                  node,
                  Counts.of(event.statements().size(), "statement"));
      case FAILED -> shell.ink().trouble("failed") + " " + node + said;
      case REFUSED -> shell.ink().trouble("refused") + " " + node + said;
      case STALE -> shell.ink().care("busy") + " " + node + said;
    };
  }

  private String ended(ApplyEvent event) {
    var said = Printable.line(String.valueOf(event.message()));
    return event.outcome() == Outcome.DONE ? shell.ink().good(said) : shell.ink().trouble(said);
  }

  private int exitCode() {
    var last = end;
    if (last == null) {
      throw new CommandException(
          ExitCode.FAILED,
          "The daemon ended before it said how it went. 'trueup schema plan' shows what is left to"
              + " do");
    }
    return switch (last.outcome()) {
      case DONE -> ExitCode.OK;
      case FAILED, REFUSED -> ExitCode.FAILED;
      case STALE -> ExitCode.CONFLICT;
    };
  }
}
