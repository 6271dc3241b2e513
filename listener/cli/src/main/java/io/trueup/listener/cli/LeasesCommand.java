package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.LeaseView;
import io.trueup.listener.engine.text.SafeText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for leases on versions of models. */
@Command(
    name = "leases",
    description = {
      "Keep a version of a model for a while, without a run.",
      "While a lease lives, its version is kept and questions about it are answered."
    })
final class LeasesCommand {

  private LeasesCommand() {}

  /** The parent command. */
  static LeasesCommand parent() {
    return new LeasesCommand();
  }

  private static String text(Reply reply) {
    var lease = reply.as(LeaseView.class);
    return lease.endedAt() == null
        ? "Lease %s keeps version %d of '%s' until %s\n"
            .formatted(
                lease.lease(),
                lease.version(),
                SafeText.line(lease.source()),
                lease.expiresAt().truncatedTo(ChronoUnit.SECONDS))
        : "Lease %s on version %d of '%s' ended at %s\n"
            .formatted(
                lease.lease(),
                lease.version(),
                SafeText.line(lease.source()),
                lease.endedAt().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Lists the live leases. */
  @Command(
      name = "list",
      description = "List the live leases: who keeps which version, until when.")
  static final class All extends RemoteCommand {

    @Option(names = "--source", paramLabel = "SOURCE", description = "Only those of one source.")
    private @Nullable String source;

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var query =
          source == null ? "" : "?source=" + URLEncoder.encode(source, StandardCharsets.UTF_8);
      show(client.get("/api/v1/leases" + query), it -> text(it.asListOf(LeaseView.class)));
      return ExitCode.OK;
    }

    private String text(List<LeaseView> leases) {
      if (leases.isEmpty()) {
        return "No lease is live\n";
      }
      var table =
          new TextTable(
              shell.style(), "LEASE", "SOURCE", "VERSION", "HOLDER", "TAKEN", "EXPIRES", "PURPOSE");
      for (var lease : leases) {
        table.row(
            cell(lease.lease()),
            cell(lease.source()),
            cell(lease.version()),
            cell(lease.holder()),
            cell(lease.takenAt().truncatedTo(ChronoUnit.SECONDS)),
            cell(lease.expiresAt().truncatedTo(ChronoUnit.SECONDS)),
            cell(lease.purpose()));
      }
      return table.render();
    }
  }

  /** Takes a lease. */
  @Command(
      name = "take",
      description = {
        "Take a lease on a version. Needs a token with scope RUN.",
        "Exit code 3 when there is no such version, or it is no longer kept."
      },
      footer = {
        "Example:",
        "  trueup leases take acme merged --purpose \"nightly report\" --length 2h"
      })
  static final class Take extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The source.")
    private String source = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        description =
            "The number of an accepted version, the full id of its commit, 'merged',"
                + " 'realized@PLATFORM' or 'target@PLATFORM'.")
    private String version = "";

    @Option(
        names = "--purpose",
        required = true,
        paramLabel = "TEXT",
        description = "What it is for; shown to others.")
    private String purpose = "";

    @Option(names = "--length", paramLabel = "TIME", description = "How long, such as 2h.")
    private @Nullable String length;

    Take(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, String>();
      body.put("purpose", purpose);
      if (length != null) {
        body.put("length", length);
      }
      show(
          client.send("POST", ApiClient.path("models", source, version, "leases"), body),
          LeasesCommand::text);
      return ExitCode.OK;
    }
  }

  /** Prolongs a lease. */
  @Command(
      name = "prolong",
      description = "Prolong a lease of one's own, from now. Exit code 5 when it has ended.",
      footer = {"Example:", "  trueup leases prolong $lease --length 2h"})
  static final class Prolong extends RemoteCommand {

    @Parameters(paramLabel = "LEASE", description = "The lease that 'take' returned.")
    private String lease = "";

    @Option(names = "--length", paramLabel = "TIME", description = "How long from now, such as 2h.")
    private @Nullable String length;

    Prolong(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      Map<String, String> body = length == null ? Map.of() : Map.of("length", length);
      show(
          client.send("POST", ApiClient.path("leases", lease, "prolong"), body),
          LeasesCommand::text);
      return ExitCode.OK;
    }
  }

  /** Releases a lease. */
  @Command(name = "release", description = "Release a lease of one's own.")
  static final class Release extends RemoteCommand {

    @Parameters(paramLabel = "LEASE", description = "The lease that 'take' returned.")
    private String lease = "";

    Release(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.send("POST", ApiClient.path("leases", lease, "release"), Map.of()),
          LeasesCommand::text);
      return ExitCode.OK;
    }
  }

  /** Ends a lease of any token. */
  @Command(
      name = "end",
      description = {
        "End a lease of any token, which the audit records. Needs a token with scope OPERATE.",
        "Its holder then gets no answers about a version that nothing else keeps."
      },
      footer = {"Example:", "  trueup leases end $lease --reason \"its job is long gone\""})
  static final class End extends RemoteCommand {

    @Parameters(paramLabel = "LEASE", description = "The lease, as 'list' shows it.")
    private String lease = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for the audit.")
    private String reason = "";

    End(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.send("POST", ApiClient.path("leases", lease, "end"), Map.of("reason", reason)),
          LeasesCommand::text);
      return ExitCode.OK;
    }
  }
}
