package io.trueup.listener.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.CurrencyView;
import io.trueup.listener.daemon.view.RecordedNodeView;
import io.trueup.listener.daemon.view.RecordedRunView;
import io.trueup.listener.daemon.view.RunAnswerView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.listener.engine.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands by which jobs begin, prolong and end runs. */
@Command(
    name = "node",
    description =
        "Begin, prolong and end the runs of a job, with a token with scope RUN; or ask whether it"
            + " is current.")
final class NodeCommand {

  private NodeCommand() {}

  /** The parent command. */
  static NodeCommand parent() {
    return new NodeCommand();
  }

  /** Begins a run. */
  @Command(
      name = "begin",
      description = {
        "Ask what a job has to do before it runs. The exit code is the answer:",
        "0 run, 10 adapt to the fingerprint and then run, 11 remove the job, 12 ask again later."
      },
      footer = {
        "Example:",
        "  answer=$(trueup node begin --platform acme/Live --node Ingest/Live/NW_Data \\",
        "    --job nightly --fingerprint \"$(cat last 2>/dev/null)\" --wait --output json)",
        "  case $? in 0|10) ;; 11) exit 0 ;; *) exit 1 ;; esac"
      })
  static final class Begin extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = "--node",
        required = true,
        paramLabel = "KEY",
        description = "The node's key, such as Ingest/Live/NW_Data.")
    private String node = "";

    @Option(
        names = "--job",
        required = true,
        paramLabel = "NAME",
        description = "The name of the job, for people.")
    private String job = "";

    @Option(
        names = "--fingerprint",
        paramLabel = "HEX",
        description = "The fingerprint of the last run; empty or omitted on the first start.")
    private @Nullable String fingerprint;

    @Option(
        names = "--length",
        paramLabel = "TIME",
        description = "How long the run may take unless it is prolonged, such as 30m.")
    private @Nullable String length;

    @Option(
        names = "--wait",
        arity = "0..1",
        fallbackValue = "3600",
        paramLabel = "SECONDS",
        description =
            "Ask again while the answer is WAIT, for at most this long. Without a value: 3600.")
    private long waitSeconds;

    Begin(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var deadline = Deadline.in(shell, Duration.ofSeconds(waitSeconds));
      while (true) {
        var reply = client.send("POST", "/api/v1/runs", body());
        var answer = reply.as(RunAnswerView.class);
        if (answer.action() != RunAnswerView.Action.WAIT || deadline.isOver()) {
          show(reply, it -> RunText.render(it.as(RunAnswerView.class)));
          return code(answer);
        }
        var seconds = answer.retryAfterSeconds();
        deadline.pause(Duration.ofSeconds(seconds == null ? 1 : seconds));
      }
    }

    private Map<String, String> body() {
      var body = new LinkedHashMap<String, String>();
      body.put("platform", platform.name());
      body.put("node", node);
      body.put("job", job);
      if (fingerprint != null && !fingerprint.isBlank()) {
        body.put("fingerprint", fingerprint.strip());
      }
      if (length != null) {
        body.put("length", length);
      }
      return body;
    }

    private static int code(RunAnswerView answer) {
      return switch (answer.action()) {
        case RUN -> ExitCode.OK;
        case RECONCILE -> ExitCode.RECONCILE;
        case RETIRE -> ExitCode.RETIRE;
        case WAIT -> ExitCode.WAIT;
      };
    }
  }

  /** Asks whether a job is current. */
  @Command(
      name = "current",
      description = {
        "Ask whether a job is current, without beginning a run. Needs a token with scope READ.",
        "The exit code is the answer: 0 current, 10 adapt at the next start, 11 remove the job,",
        "12 it would have to wait."
      },
      footer = {
        "Example:",
        "  trueup node current --platform acme/Live --node Ingest/Live/NW_Data \\",
        "    --fingerprint \"$(cat last)\""
      })
  static final class Current extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = "--node",
        required = true,
        paramLabel = "KEY",
        description = "The node's key, such as Ingest/Live/NW_Data.")
    private String node = "";

    @Option(
        names = "--fingerprint",
        paramLabel = "HEX",
        description = "The fingerprint of the last run; empty or omitted before the first.")
    private @Nullable String fingerprint;

    @Option(
        names = "--run",
        paramLabel = "RUN",
        description = "The job's own run, if it is in one, so that it does not wait for itself.")
    private @Nullable String run;

    Current(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var values = new LinkedHashMap<String, List<String>>();
      given("fingerprint", fingerprint, values);
      given("run", run, values);
      var reply = client.get(ApiClient.query(path(), values));
      show(reply, it -> RunText.render(it.as(CurrencyView.class)));
      return switch (reply.as(CurrencyView.class).action()) {
        case CURRENT -> ExitCode.OK;
        case RECONCILE -> ExitCode.RECONCILE;
        case RETIRE -> ExitCode.RETIRE;
        case WAIT -> ExitCode.WAIT;
      };
    }

    private String path() {
      var name = platform.name();
      var slash = name.indexOf('/');
      return slash < 0
          ? ApiClient.path("platforms", name, "nodes", node, "currency")
          : ApiClient.path(
              "platforms",
              name.substring(0, slash),
              name.substring(slash + 1),
              "nodes",
              node,
              "currency");
    }

    private static void given(
        String name, @Nullable String value, Map<String, List<String>> values) {
      if (value != null && !value.isBlank()) {
        values.put(name, List.of(value.strip()));
      }
    }
  }

  /** Prolongs a run. */
  @Command(
      name = "prolong",
      description = "Prolong a run that is still active. Exit code 5 when it has ended.",
      footer = {"Example:", "  trueup node prolong $run --length 1h"})
  static final class Prolong extends RemoteCommand {

    @Parameters(paramLabel = "RUN", description = "The run that 'begin' returned.")
    private String run = "";

    @Option(
        names = "--length",
        paramLabel = "TIME",
        description = "The new length from now, such as 30m.")
    private @Nullable String length;

    Prolong(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = length == null ? Map.of() : Map.of("length", length);
      show(client.send("POST", ApiClient.path("runs", run, "prolong"), body), RunText::run);
      return ExitCode.OK;
    }
  }

  /** Ends a run. */
  @Command(
      name = "end",
      description = "Report how a run ended. Exit code 5 when it had already ended differently.",
      footer = {"Example:", "  trueup node end $run --outcome succeeded"})
  static final class End extends RemoteCommand {

    @Parameters(paramLabel = "RUN", description = "The run that 'begin' returned.")
    private String run = "";

    @Option(
        names = "--outcome",
        required = true,
        paramLabel = "HOW",
        description = "succeeded or failed.")
    private String outcome = "";

    End(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = Map.of("outcome", outcome.toLowerCase(Locale.ROOT));
      show(client.send("POST", ApiClient.path("runs", run, "end"), body), RunText::run);
      return ExitCode.OK;
    }
  }

  /** Formats runs as text. Pure. */
  static final class RunText {

    private RunText() {}

    static String render(RunAnswerView answer) {
      var text = new StringBuilder();
      line(text, answer.action().name(), answer.reason());
      line(text, "run", answer.run());
      line(text, "fingerprint", answer.fingerprint());
      line(text, "version", answer.version());
      line(text, "commit", answer.commit());
      line(
          text,
          "ask again",
          answer.retryAfterSeconds() == null ? null : "in " + answer.retryAfterSeconds() + " s");
      answer.statements().forEach(it -> line(text, "ran", it));
      return text.toString();
    }

    static String render(CurrencyView answer) {
      var text = new StringBuilder();
      line(text, answer.action().name(), answer.reason());
      line(text, "fingerprint", answer.fingerprint());
      line(text, "version", answer.version());
      answer.changes().forEach(it -> line(text, "changed", it));
      line(
          text,
          "ask again",
          answer.retryAfterSeconds() == null ? null : "in " + answer.retryAfterSeconds() + " s");
      line(text, "until", answer.until());
      line(
          text, "blocked", answer.blockedSince() == null ? null : "since " + answer.blockedSince());
      line(
          text,
          "as of",
          answer.asOf().truncatedTo(ChronoUnit.SECONDS)
              + (answer.stale() ? ", stale: the state database does not answer" : ""));
      return text.toString();
    }

    static String run(Reply reply) {
      if (reply.as(JsonNode.class).has("nodes")) {
        return run(reply.as(RecordedRunView.class));
      }
      var run = reply.as(RunView.class);
      return "Run %s of %s on %s is %s\n"
          .formatted(
              SafeText.line(run.run()),
              SafeText.line(run.job()),
              SafeText.line(run.node()),
              run.state().isLive()
                  ? "open until " + run.expiresAt().truncatedTo(ChronoUnit.SECONDS)
                  : run.state().name().toLowerCase(Locale.ROOT));
    }

    private static String run(RecordedRunView run) {
      var nodes = run.nodes().size();
      return "Run %s of %s on %d node%s of %s is %s\n"
          .formatted(
              SafeText.line(run.run()),
              SafeText.line(run.job()),
              nodes,
              nodes == 1 ? "" : "s",
              SafeText.line(run.platform()),
              run.state().isLive()
                  ? "open until "
                      + run.nodes().stream()
                          .map(RecordedNodeView::expiresAt)
                          .min(Instant::compareTo)
                          .orElseThrow()
                          .truncatedTo(ChronoUnit.SECONDS)
                  : run.state().name().toLowerCase(Locale.ROOT));
    }

    private static void line(StringBuilder text, String name, @Nullable Object value) {
      if (value != null) {
        text.append("%-12s %s\n".formatted(name, SafeText.line(value.toString())));
      }
    }
  }
}
