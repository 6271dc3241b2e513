package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.JointAnswerView;
import io.trueup.listener.daemon.view.RecordedRunView;
import io.trueup.listener.daemon.view.RunAnswerView;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.statestore.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands by which a job begins and ends the run of all its nodes. */
final class JobRunCommands {

  private JobRunCommands() {}

  /** Begins a run. */
  @Command(
      name = "begin",
      description = {
        "Begin one run of all nodes of a job, with a token with scope RUN. No node begins when one",
        "has to wait, unless '--each' is given. The exit code is the answer: 0 run, 10 adapt and",
        "then run, 11 remove the job, 12 ask again later."
      },
      footer = {
        "Example:",
        "  run=$(trueup jobs begin store.NW_Data --platform acme/Live \\",
        "    --fingerprints nw_data.json --wait --output json | jq -r .run)"
      })
  static final class Begin extends RemoteCommand {

    @Parameters(paramLabel = "JOB", description = "The job's key, as 'list' shows it.")
    private String job = "";

    @Option(
        names = "--platform",
        required = true,
        paramLabel = "PLATFORM",
        description = "The platform: source/name, or a unique name.")
    private String platform = "";

    @Option(
        names = "--fingerprints",
        paramLabel = "FILE",
        description =
            "JSON with the fingerprint of each node's last run, which 'end' writes. There need be"
                + " no such file before the first run.")
    private @Nullable Path fingerprints;

    @Option(
        names = "--nodes-tag",
        paramLabel = "TAG",
        description =
            "The 'nodesTag' of the job that you know, to be told whether its nodes have changed.")
    private @Nullable String nodesTag;

    @Option(
        names = "--each",
        description = "Begin each node that can run, although another one has to wait.")
    private boolean isEach;

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
        var answer = reply.as(JointAnswerView.class);
        if (answer.action() != RunAnswerView.Action.WAIT || deadline.isOver()) {
          show(reply, it -> text(it.as(JointAnswerView.class)));
          return switch (answer.action()) {
            case RUN -> ExitCode.OK;
            case RECONCILE -> ExitCode.RECONCILE;
            case RETIRE -> ExitCode.RETIRE;
            case WAIT -> ExitCode.WAIT;
          };
        }
        var seconds = answer.retryAfterSeconds();
        deadline.pause(Duration.ofSeconds(seconds == null ? 1 : seconds));
      }
    }

    private Map<String, Object> body() {
      var body = new LinkedHashMap<String, Object>();
      body.put("platform", platform);
      body.put("job", job);
      body.put("allOrNone", !isEach);
      if (fingerprints != null) {
        body.put("fingerprints", FingerprintFile.read(fingerprints));
      }
      if (nodesTag != null && !nodesTag.isBlank()) {
        body.put("nodesTag", nodesTag.strip());
      }
      if (length != null) {
        body.put("length", length);
      }
      return body;
    }

    private static String text(JointAnswerView answer) {
      var text = new StringBuilder();
      line(text, answer.action().name(), answer.run() == null ? "nothing began" : "");
      line(text, "run", answer.run());
      line(text, "version", answer.version());
      line(text, "nodes", answer.nodesChanged() ? "others than before" : null);
      line(
          text,
          "ask again",
          answer.retryAfterSeconds() == null ? null : "in " + answer.retryAfterSeconds() + " s");
      for (var node : answer.nodes()) {
        var action = node.action();
        line(
            text,
            "  " + (action == null ? "-" : action.name()),
            node.node() + ": " + node.reason());
      }
      return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable Object value) {
      if (value != null) {
        text.append("%-12s %s".formatted(name, SafeText.line(value.toString())).stripTrailing())
            .append('\n');
      }
    }
  }

  /** Ends a run. */
  @Command(
      name = "end",
      description = {
        "Report how the run of a job ended. Exit code 5 when it had already ended differently.",
        "After a success, '--fingerprints' writes what the next run begins with."
      },
      footer = {
        "Example:",
        "  trueup jobs end $run --outcome succeeded --fingerprints nw_data.json"
      })
  static final class End extends RemoteCommand {

    @Parameters(paramLabel = "RUN", description = "The run that 'begin' returned.")
    private String run = "";

    @Option(
        names = "--outcome",
        required = true,
        paramLabel = "HOW",
        description = "succeeded or failed.")
    private String outcome = "";

    @Option(
        names = "--fingerprints",
        paramLabel = "FILE",
        description =
            "Where to keep the fingerprint of each node, as JSON. Nodes that left the model are"
                + " taken out.")
    private @Nullable Path fingerprints;

    End(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var known = fingerprints == null ? null : FingerprintFile.read(fingerprints);
      var body = Map.of("outcome", outcome.toLowerCase(Locale.ROOT));
      var reply = client.send("POST", ApiClient.path("runs", run, "end"), body);
      if (fingerprints != null && known != null) {
        var ended = client.get(ApiClient.path("runs", run)).as(RecordedRunView.class);
        FingerprintFile.write(fingerprints, after(known, ended));
      }
      show(reply, NodeCommand.RunText::run);
      return ExitCode.OK;
    }

    private static Map<String, String> after(Map<String, String> known, RecordedRunView ended) {
      var all = new LinkedHashMap<>(known);
      for (var node : ended.nodes()) {
        if (node.answer() == Run.Answer.RETIRE) {
          all.remove(node.node());
        } else if (node.state() == Run.State.SUCCEEDED && node.fingerprint() != null) {
          all.put(node.node(), node.fingerprint());
        }
      }
      return all;
    }
  }
}
