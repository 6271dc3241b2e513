package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.SubscriptionView;
import io.trueup.listener.daemon.view.SubscriptionView.Dead;
import io.trueup.listener.daemon.view.SubscriptionView.Outcome;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, adds and changes subscriptions. */
final class SubscriptionsCommand {

  private static final String PATH = "/api/v1/subscriptions";

  private SubscriptionsCommand() {}

  /** The command that lists subscriptions, with its subcommands. */
  static CommandLine line(Shell shell) {
    return new CommandLine(new All(shell))
        .addSubcommand("add", new Add(shell))
        .addSubcommand("test", new Test(shell))
        .addSubcommand("suspend", new Suspend(shell))
        .addSubcommand("resume", new Resume(shell))
        .addSubcommand("rotate", new Rotate(shell))
        .addSubcommand("remove", new Remove(shell))
        .addSubcommand("dead", new DeadEvents(shell))
        .addSubcommand("redeliver", new Redeliver(shell));
  }

  /** Lists subscriptions. */
  @Command(
      name = "subscriptions",
      description = "List the webhooks that get events, and whether events reach them.",
      footer = {
        "Examples:",
        "  trueup subscriptions",
        "  trueup subscriptions add lake https://hooks.example/x --type platform.realized",
        "  trueup subscriptions test lake"
      })
  static final class All extends RemoteCommand {

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(client.get(PATH), it -> text(it.asListOf(SubscriptionView.class)));
      return ExitCode.OK;
    }

    private String text(List<SubscriptionView> all) {
      if (all.isEmpty()) {
        return "No webhook gets events. Add one with 'trueup subscriptions add'\n";
      }
      var table = new TextTable(shell.style(), "NAME", "STATE", "BEHIND", "SINCE", "URL", "WHY");
      for (var one : all) {
        var since = one.since();
        table.row(
            cell(one.name()),
            cell(one.state()),
            cell(one.behind()),
            cell(since == null ? "-" : since.truncatedTo(ChronoUnit.SECONDS).toString()),
            cell(one.url()),
            cell(Objects.requireNonNullElse(one.reason(), "-")));
      }
      return table.render();
    }
  }

  /** A command about one subscription. */
  abstract static class OfOne extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "The subscription.")
    private String name = "";

    OfOne(Shell shell) {
      super(shell);
    }

    final String name() {
      return name;
    }

    final String path(String... more) {
      var parts = new ArrayList<>(List.of("subscriptions", name));
      parts.addAll(List.of(more));
      return ApiClient.path(parts.toArray(String[]::new));
    }

    /** Exits with 1 when the webhook did not take the event. */
    final int showOutcome(ApiClient.Reply reply) {
      var outcome = reply.as(Outcome.class);
      show(
          reply,
          _ ->
              outcome.taken()
                  ? "'%s' took the event\n".formatted(name)
                  : "'%s' did not take the event: %s\n"
                      .formatted(name, SafeText.line(String.valueOf(outcome.problem()))));
      return outcome.taken() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Adds a subscription. */
  @Command(
      name = "add",
      description = {
        "Send events to a webhook from now on, and print the secret that signs them.",
        "The secret is not shown again; 'trueup subscriptions rotate' makes another."
      })
  static final class Add extends OfOne {

    @Parameters(paramLabel = "URL", description = "An https address.")
    private String url = "";

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        split = ",",
        description = "Only events of these types, such as merge.judged. May be repeated.")
    private List<String> types = new ArrayList<>();

    @Option(
        names = "--source",
        paramLabel = "SOURCE",
        description = "Only events about a source and its platforms.")
    private @Nullable String source;

    @Option(
        names = "--platform",
        paramLabel = "PLATFORM",
        description = "Only events about a platform, as NAME or SOURCE/NAME.")
    private @Nullable String platform;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description =
            "cloudevents, with all events in Trueup's form (the default), or cdevents, which have a"
                + " form for merges and realized versions.")
    private @Nullable String format;

    Add(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var wanted = new LinkedHashMap<String, @Nullable Object>();
      wanted.put("name", name());
      wanted.put("url", url);
      wanted.put("types", types);
      wanted.put("source", source);
      wanted.put("platform", platform);
      wanted.put("format", format);
      show(client.send("POST", PATH, wanted), it -> secret(it, "Events go to"));
      return ExitCode.OK;
    }
  }

  private static String secret(ApiClient.Reply reply, String what) {
    var made = reply.as(SubscriptionView.WithSecret.class);
    return "%s '%s' at %s\nSecret: %s\n"
        .formatted(
            what,
            made.subscription().name(),
            SafeText.line(made.subscription().url()),
            made.secret());
  }

  /** A command that needs a reason. */
  abstract static class WithReason extends OfOne {

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for the audit.")
    private String reason = "";

    private final String verb;

    WithReason(Shell shell, String verb) {
      super(shell);
      this.verb = verb;
    }

    @Override
    protected int run(ApiClient client) {
      show(client.send("POST", path(verb), Map.of("reason", reason)), this::text);
      return ExitCode.OK;
    }

    String text(ApiClient.Reply reply) {
      var now = reply.as(SubscriptionView.class);
      return "'%s' is %s, and has events up to position %d\n"
          .formatted(now.name(), now.state(), now.position());
    }
  }

  /** Suspends a subscription. */
  @Command(
      name = "suspend",
      description = "Send a webhook nothing any more, and remember where to go on.")
  static final class Suspend extends WithReason {
    Suspend(Shell shell) {
      super(shell, "suspend");
    }
  }

  /** Resumes a subscription. */
  @Command(
      name = "resume",
      description = {
        "Go on where a subscription was suspended.",
        "Events that were removed meanwhile, because their time was over, are left out."
      })
  static final class Resume extends WithReason {
    Resume(Shell shell) {
      super(shell, "resume");
    }
  }

  /** Replaces a secret. */
  @Command(
      name = "rotate",
      description = "Replace the secret of a subscription at once, and print the new one.")
  static final class Rotate extends WithReason {
    Rotate(Shell shell) {
      super(shell, "rotate");
    }

    @Override
    String text(ApiClient.Reply reply) {
      return secret(reply, "A new secret signs the events to");
    }
  }

  /** Removes a subscription. */
  @Command(name = "remove", description = "Remove a subscription.")
  static final class Remove extends OfOne {
    Remove(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(client.send("DELETE", path(), null), _ -> "Removed '%s'\n".formatted(name()));
      return ExitCode.OK;
    }
  }

  /** Sends a made-up event. */
  @Command(
      name = "test",
      description = {
        "Send a webhook an event that is made up, and say whether it takes it.",
        "Exit code 1: it does not."
      })
  static final class Test extends OfOne {
    Test(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      return showOutcome(client.send("POST", path("test"), null));
    }
  }

  /** Lists events that were left out. */
  @Command(name = "dead", description = "List the events that a webhook refused.")
  static final class DeadEvents extends OfOne {
    DeadEvents(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(client.get(path("dead-events")), it -> text(it.asListOf(Dead.class)));
      return ExitCode.OK;
    }

    private String text(List<Dead> all) {
      if (all.isEmpty()) {
        return "'%s' refused no event\n".formatted(name());
      }
      var table = new TextTable(shell.style(), "POSITION", "AT", "WHY");
      for (var one : all) {
        table.row(
            cell(one.position()),
            cell(one.at().truncatedTo(ChronoUnit.SECONDS)),
            cell(one.reason()));
      }
      return table.render();
    }
  }

  /** Sends an event again. */
  @Command(
      name = "redeliver",
      description = {
        "Send an event again that a webhook refused. Exit code 1: it refuses it again."
      })
  static final class Redeliver extends OfOne {

    @Parameters(paramLabel = "POSITION", description = "The event.")
    private long position;

    Redeliver(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      if (position < 1) {
        throw new CommandException(ExitCode.USAGE, "Positions begin with 1");
      }
      return showOutcome(
          client.send("POST", path("dead-events", Long.toString(position), "redeliver"), null));
    }
  }
}
