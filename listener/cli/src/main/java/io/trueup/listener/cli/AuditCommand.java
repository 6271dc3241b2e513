package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.DaemonCommand;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.AuditChainView.HeadView;
import io.trueup.listener.daemon.view.AuditView;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditVerification.Misfit;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, exports and verifies the audit. */
final class AuditCommand {

  private AuditCommand() {}

  /** The command that lists entries, with its subcommands. */
  static CommandLine parent(Shell shell) {
    return new CommandLine(new Entries(shell))
        .addSubcommand("export", new Export(shell))
        .addSubcommand("verify", new Verify(shell));
  }

  /** Lists entries. */
  @Command(
      name = "audit",
      description = "List who did what, when and why, newest first.",
      footer = {
        "Examples:",
        "  trueup audit --subject platform:acme/Live",
        "  trueup audit verify",
        "  trueup audit export > audit.ndjson"
      })
  static final class Entries extends RemoteCommand {

    @Option(
        names = "--subject",
        paramLabel = "SUBJECT",
        description =
            "Only entries about source:ID, platform:SOURCE/NAME, token:NAME or address:ADDRESS.")
    private @Nullable String subject;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        description = "The number of entries, newest first; at most 1000. Default: 20.")
    private int limit = 20;

    Entries(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var asked = new LinkedHashMap<String, List<String>>();
      asked.put("subject", subject == null ? List.of() : List.of(subject));
      asked.put("limit", List.of(Integer.toString(limit)));
      show(
          client.get(ApiClient.query(ApiClient.path("audit"), asked)),
          it -> text(it.asListOf(AuditView.class)));
      return ExitCode.OK;
    }

    private String text(List<AuditView> entries) {
      if (entries.isEmpty()) {
        return "The audit has no such entry\n";
      }
      var table = new TextTable(shell.style(), "AT", "WHO", "WHAT", "SUBJECT", "WHY");
      for (var entry : entries) {
        table.row(
            cell(entry.at().truncatedTo(ChronoUnit.SECONDS)),
            cell(entry.actor()),
            cell(entry.verb()),
            cell(entry.subject()),
            cell(entry.reason()));
      }
      return table.render();
    }
  }

  /** Exports the chain. */
  @Command(
      name = "export",
      description = {
        "Write every entry to the output as a line of JSON, in the order of the chain.",
        "The last line is the chain's head. 'trueup audit verify FILE' checks such a file without"
            + " the daemon."
      },
      footer = {"Example:", "  trueup audit export > audit-2026-03.ndjson"})
  static final class Export extends DaemonCommand {

    @Option(
        names = "--after",
        paramLabel = "POSITION",
        description = "Only entries after this position, such as the head of the last export.")
    private @Nullable Long after;

    Export(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var chain = new RemoteAuditChain(client);
      var start = after == null ? chain.start() : chain.at(after);
      write(new AuditExportMark(HeadView.of(start), null));
      var end =
          chain.from(
              start,
              link -> {
                write(link);
                return Optional.empty();
              });
      write(new AuditExportMark(null, HeadView.of(end.reached())));
      return ExitCode.OK;
    }

    private void write(Object line) {
      try {
        shell.out().print(JsonMappers.STRICT.writeValueAsString(line) + "\n");
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Every view can be written", e);
      }
    }
  }

  /** Verifies the chain. */
  @Command(
      name = "verify",
      description = {
        "Recompute the audit chain and report the first entry that does not match.",
        "With FILE, verify an exported file without a daemon. Exit code 1: an entry does not match."
      },
      footer = {
        "Examples:",
        "  trueup audit verify",
        "  trueup audit verify --head 1234:9f86d081884c    a head from the log or a file",
        "  trueup audit verify audit-2026-03.ndjson"
      })
  static final class Verify extends DaemonCommand {

    private static final Pattern HEAD = Pattern.compile("([0-9]{1,18}):([0-9a-f]{12,64})");

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "A file that 'trueup audit export' wrote.")
    private @Nullable Path file;

    @Option(
        names = "--head",
        paramLabel = "POSITION:DIGEST",
        description =
            "An earlier head, from a log, a metric or a file; the first 12 digits are enough. May"
                + " be repeated.")
    private List<String> heads = new ArrayList<>();

    Verify(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var expected = heads.stream().map(Verify::head).toList();
      if (file != null) {
        return report(new ExportedAuditChain(file).verify(expected));
      }
      var result = new RemoteAuditChain(client).verify(expected);
      if (result.misfit().isEmpty()) {
        var outside = client.get(ApiClient.path("audit", "outside")).asListOf(AuditView.class);
        if (!outside.isEmpty()) {
          return report(
              new AuditVerificationResult(
                  result.from(),
                  result.reached(),
                  Optional.of(
                      new Misfit(
                          0,
                          "Entry %d is not in the chain: it was inserted outside of it"
                              .formatted(outside.getFirst().id())))));
        }
      }
      return report(result);
    }

    private int report(AuditVerificationResult result) {
      if (result.misfit().isPresent()) {
        throw new CommandException(ExitCode.FAILED, result.misfit().get().reason());
      }
      shell.out().println(result);
      return ExitCode.OK;
    }

    private static Head head(String text) {
      var parts = HEAD.matcher(text);
      if (!parts.matches()) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' is not a head such as 1234:9f86d081884c: a position, and 12 to 64 digits of its digest"
                .formatted(text));
      }
      return new Head(Long.parseLong(parts.group(1)), parts.group(2));
    }
  }
}
