package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.remote.RemoteCommand.Form;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.versions.MovedVersion;
import io.trueup.listener.engine.versions.moving.ArchiveReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a compiled version from an archive. */
@Command(
    name = "import",
    sortOptions = false,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    description =
        "Put the version of an archive that 'trueup versions export' wrote into a data folder. Files"
            + " that are there are kept. Run it as the user of the daemon.",
    footer = {
      "Examples:",
      "  trueup versions import acme-17.trueup --into /var/lib/trueup",
      "  ssh HOST cat acme.trueup | trueup versions import - --into data"
    })
final class VersionImportCommand implements Callable<Integer> {

  private final Shell shell;
  private final InputStream input;

  @Parameters(paramLabel = "FILE", description = "The archive; - for the standard input.")
  private String file = "";

  @Option(
      names = "--into",
      order = 1,
      required = true,
      paramLabel = "FOLDER",
      description = VersionTransfers.INTO)
  private Path into = Path.of("");

  @Option(names = "--any-release", order = 2, description = VersionTransfers.ANY_RELEASE)
  private boolean isAnyRelease;

  @Option(
      names = {"-o", "--output"},
      order = 102,
      paramLabel = "FORM",
      description = "text, for people, or json. Default: text.")
  private Form form = Form.text;

  @Option(
      names = {"-h", "--help"},
      order = 103,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isHelpAsked;

  /**
   * Reads archives.
   *
   * @param input in place of a file
   */
  VersionImportCommand(Shell shell, InputStream input) {
    this.shell = shell;
    this.input = input;
  }

  @Override
  public Integer call() {
    var moved = VersionTransfers.run("import", "No version was changed", this::unpack);
    shell
        .out()
        .print(
            form == Form.json
                ? Reply.of(moved).text() + System.lineSeparator()
                : VersionTransfers.text("Imported", moved, VersionTransfers.ALREADY_THERE));
    shell.out().flush();
    return ExitCode.OK;
  }

  private MovedVersion unpack() throws IOException {
    try (var archive =
        ArchiveReader.open(file.equals("-") ? input : Files.newInputStream(Path.of(file)))) {
      var source = archive.manifest().source();
      return VersionTransfers.unpack(
          archive,
          VersionTransfers.folder(into, source),
          VersionTransfers.expected(source, isAnyRelease),
          shell);
    }
  }
}
