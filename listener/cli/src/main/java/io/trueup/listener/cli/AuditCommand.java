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
import io.trueup.listener.daemon.view.AuditChainView;
import io.trueup.listener.daemon.view.AuditChainView.HeadView;
import io.trueup.listener.daemon.view.AuditChainView.LinkView;
import io.trueup.listener.daemon.view.AuditView;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.AuditVerification.Misfit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  private static final int PAGE = 1000;

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

  /** The first or the last line of an exported file. */
  record ExportMark(@Nullable HeadView after, @Nullable HeadView head) {}

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
    private long after;

    Export(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var chain = new Chain(client);
      write(new ExportMark(HeadView.of(chain.at(after)), null));
      var end =
          chain.from(
              after,
              link -> {
                write(link);
                return Optional.empty();
              });
      write(new ExportMark(null, HeadView.of(end.reached())));
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
        return report(new ChainFile(file).verify(expected));
      }
      var result = new Chain(client).verify(expected);
      if (result.misfit().isEmpty()) {
        var outside = client.get(ApiClient.path("audit", "outside")).asListOf(AuditView.class);
        if (!outside.isEmpty()) {
          return report(
              new VerificationResult(
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

    private int report(VerificationResult result) {
      if (result.misfit().isPresent()) {
        throw new CommandException(ExitCode.FAILED, result.misfit().get().reason());
      }
      shell
          .out()
          .println(
              "All %,d entries match. Head %s"
                  .formatted(result.reached().position(), result.reached()));
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

  /** The result of a verification. */
  private record VerificationResult(Head reached, Optional<Misfit> misfit) {}

  /** Checks one link. */
  private interface LinkCheck {
    Optional<Misfit> take(LinkView link);
  }

  /** The chain of a daemon, read page by page. */
  private record Chain(ApiClient client) {

    private AuditChainView page(long after, int limit) {
      return client
          .get(ApiClient.path("audit", "chain") + "?after=%d&limit=%d".formatted(after, limit))
          .as(AuditChainView.class);
    }

    /** The link at a position, as a head. */
    Head at(long position) {
      if (position == 0) {
        return Head.EMPTY;
      }
      var page = page(position - 1, 1);
      if (page.links().isEmpty() || page.links().getFirst().position() != position) {
        throw new CommandException(
            ExitCode.NOT_FOUND, "The chain has no position %d".formatted(position));
      }
      return new Head(position, page.links().getFirst().digest());
    }

    /** Reads every link after a position, up to the head that the first page reported. */
    VerificationResult from(long after, LinkCheck step) {
      var page = page(after, PAGE);
      var head = page.head().head();
      var reached = after;
      var digest = "";
      while (true) {
        for (var link : page.links()) {
          if (link.position() > head.position()) {
            return new VerificationResult(head, Optional.empty());
          }
          var misfit = step.take(link);
          reached = link.position();
          digest = link.digest();
          if (misfit.isPresent()) {
            return new VerificationResult(new Head(reached, digest), misfit);
          }
        }
        if (page.links().size() < PAGE) {
          return new VerificationResult(head, Optional.empty());
        }
        page = page(reached, PAGE);
      }
    }

    VerificationResult verify(List<Head> expected) {
      var verification = new AuditVerification(Head.EMPTY, expected);
      var result = from(0, link -> verification.next(link.link()));
      return result.misfit().isPresent()
          ? result
          : new VerificationResult(result.reached(), verification.end(result.reached()));
    }
  }

  /** The chain in an exported file. */
  private record ChainFile(Path file) {

    VerificationResult verify(List<Head> expected) {
      try (var lines = Files.newBufferedReader(file)) {
        var first = mark(lines.readLine()).after();
        if (first == null) {
          throw notExported();
        }
        return verify(lines, new AuditVerification(first.head(), expected));
      } catch (NoSuchFileException _) {
        throw new CommandException(ExitCode.NOT_FOUND, "There is no file '%s'".formatted(file));
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.UNREADABLE, "Cannot read '%s': %s".formatted(file, e.getMessage()));
      }
    }

    private VerificationResult verify(BufferedReader lines, AuditVerification verification)
        throws IOException {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"after\":null,\"head\":")) {
          var head = mark(line).head();
          return head == null
              ? end(verification)
              : new VerificationResult(verification.reached(), verification.end(head.head()));
        }
        var misfit = verification.next(link(line));
        if (misfit.isPresent()) {
          return new VerificationResult(verification.reached(), misfit);
        }
      }
      return end(verification);
    }

    private static VerificationResult end(AuditVerification verification) {
      return new VerificationResult(
          verification.reached(),
          Optional.of(
              new Misfit(
                  verification.reached().position() + 1,
                  "The file ends at position %d without a head: the rest is missing"
                      .formatted(verification.reached().position()))));
    }

    private ExportMark mark(@Nullable String line) throws IOException {
      if (line == null) {
        throw notExported();
      }
      try {
        return JsonMappers.STRICT.readValue(line, ExportMark.class);
      } catch (JsonProcessingException _) {
        throw notExported();
      }
    }

    private Link link(String line) throws IOException {
      try {
        return JsonMappers.STRICT.readValue(line, LinkView.class).link();
      } catch (JsonProcessingException _) {
        throw notExported();
      }
    }

    private CommandException notExported() {
      return new CommandException(
          ExitCode.USAGE,
          "'%s' was not written by 'trueup audit export', or was changed afterwards"
              .formatted(file));
    }
  }
}
