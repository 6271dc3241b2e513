package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.JobView;
import io.trueup.listener.engine.text.SafeText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for the jobs of platforms. */
@Command(
    name = "jobs",
    description = {
      "Show, begin and end the jobs of a platform: groups of nodes that start together.",
      "The platform's 'jobs' in the model say how its nodes are grouped."
    })
final class JobsCommand {

  private static final int PAGE = 10_000;

  private JobsCommand() {}

  /** The parent command. */
  static JobsCommand parent() {
    return new JobsCommand();
  }

  private static String trigger(JobView job) {
    var trigger = job.trigger();
    return trigger.cron() == null ? trigger.kind() : trigger.cron();
  }

  private static String joined(List<String> all) {
    return all.isEmpty() ? "-" : String.join(", ", all);
  }

  /** Lists the jobs. */
  @Command(
      name = "list",
      description = {
        "List the jobs of a platform, as they follow from its target.",
        "A job 'retire.…' is begun once, to learn that its node left the model."
      },
      footer = {"Example:", "  trueup jobs list Live --output json"})
  static final class All extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var page = page(client, null);
      var jobs = new ArrayList<>(page.jobs());
      while (page.next() != null) {
        page = page(client, page.next());
        jobs.addAll(page.jobs());
      }
      show(ApiClient.Reply.of(new JobView.Page(page.platform(), jobs, null)), _ -> text(jobs));
      return ExitCode.OK;
    }

    private JobView.Page page(ApiClient client, @Nullable String after) {
      var path = ApiClient.path("platforms", platform.name(), "jobs") + "?limit=" + PAGE;
      var next = after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
      return client.get(path + next).as(JobView.Page.class);
    }

    private String text(List<JobView> jobs) {
      if (jobs.isEmpty()) {
        return "The platform has no jobs\n";
      }
      var table = new TextTable(shell.style(), "JOB", "TRIGGER", "PRIORITY", "NODES", "AFTER");
      for (var job : jobs) {
        table.row(
            cell(job.job()),
            cell(trigger(job)),
            cell(job.priority()),
            cell(job.nodes().size()),
            cell(joined(job.after())));
      }
      return table.render();
    }
  }

  /** Shows one job. */
  @Command(
      name = "show",
      description = "Show one job: its trigger, its nodes and what it comes after.",
      footer = {"Example:", "  trueup jobs show store.NW_Data --platform Live"})
  static final class One extends RemoteCommand {

    @Parameters(paramLabel = "JOB", description = "The job's key, as 'list' shows it.")
    private String job = "";

    @Option(
        names = "--platform",
        required = true,
        paramLabel = "PLATFORM",
        description = "The platform: source/name, or a unique name.")
    private String platform = "";

    One(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get(ApiClient.path("platforms", platform, "jobs", job)),
          reply -> {
            var found = reply.as(JobView.class);
            var text = new StringBuilder();
            line(text, "Job", found.job());
            line(
                text, "Trigger", trigger(found) + " (schedule " + found.trigger().schedule() + ")");
            line(text, "Priority", found.priority());
            line(text, "After", joined(found.after()));
            line(text, "Reads", joined(found.reads()));
            if (!found.readsOfOtherPlatforms().isEmpty()) {
              line(text, "", joined(found.readsOfOtherPlatforms()));
            }
            line(text, "Nodes", joined(found.nodes()));
            return text.toString();
          });
      return ExitCode.OK;
    }

    private static void line(StringBuilder text, String name, String value) {
      text.append("%-10s%s%n".formatted(name, SafeText.line(value)));
    }
  }
}
