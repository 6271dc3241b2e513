package io.trueup.listener.cli;

import io.trueup.listener.cli.drift.DriftCommand;
import io.trueup.listener.cli.steering.AcknowledgeCommand;
import io.trueup.listener.cli.steering.ApproveCommand;
import io.trueup.listener.cli.steering.CancelCommand;
import io.trueup.listener.cli.steering.HoldCommand;
import io.trueup.listener.cli.steering.MoveCommand;
import io.trueup.listener.cli.steering.PauseCommand;
import io.trueup.listener.cli.steering.ReleaseCommand;
import io.trueup.listener.cli.steering.ResumeCommand;
import io.trueup.listener.cli.steering.RetryCommand;
import io.trueup.listener.cli.steering.RollbackCommand;
import io.trueup.listener.cli.steering.SyncCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.windows.WindowsCommand;
import io.trueup.listener.engine.text.SafeText;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code trueup} with the subcommands that talk to a daemon or read a model. */
@Command(
    name = "trueup",
    synopsisSubcommandLabel = "COMMAND",
    description = "Keeps every data platform in line with the merged model.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:failed, with the reason. 'check': the merge would be rejected",
      " 2:the command line is wrong",
      " 3:the platform, node, run, source, version, window, token, lease, commit or folder does not"
          + " exist",
      " 4:the token is missing or unknown, or its scope does not suffice",
      " 5:the current state does not allow it, such as resuming a platform that is not paused; with"
          + " '--wait': it cannot come about unless a person acts",
      " 6:timed out",
      " 7:cannot read the repository or a file",
      "10:'node begin': adapt to the fingerprint, then run",
      "11:'node begin': remove the job",
      "12:'node begin': ask again later",
      "13:'plan', 'schema plan', 'schema diff', 'schema drift': something differs"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trueup status",
      "  trueup explain Live",
      "  trueup pause Live --reason \"quarter end\" --until 8h",
      "  trueup help schema plan"
    })
public final class TrueupCommand implements Runnable {

  private static final List<String> MODEL_COMMANDS =
      List.of("check", "validate", "graph", "show", "dependents");

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isHelpAsked;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isVersionAsked;

  private TrueupCommand() {}

  /**
   * The whole command line, ready to {@link CommandLine#execute execute}.
   *
   * @param version the version of the program
   * @param more further subcommands by name, as picocli commands
   */
  public static CommandLine line(Shell shell, String version, Map<String, Object> more) {
    var line = new CommandLine(new TrueupCommand());
    line.getCommandSpec().version("trueup " + version);
    new TreeMap<>(more).forEach(line::addSubcommand);
    MODEL_COMMANDS.forEach(it -> line.addSubcommand(it, modelCommand(shell, version, it)));
    line.addSubcommand("status", new StatusCommand(shell))
        .addSubcommand("explain", new ExplainCommand(shell))
        .addSubcommand("plan", new MoveCommand(shell))
        .addSubcommand("versions", versions(shell))
        .addSubcommand("deliveries", deliveries(shell))
        .addSubcommand("nodes", new PlatformLists.Nodes(shell))
        .addSubcommand("runs", new PlatformLists.Runs(shell))
        .addSubcommand("events", new EventsCommand(shell))
        .addSubcommand("audit", AuditCommand.parent(shell))
        .addSubcommand("names", new NamesCommand(shell))
        .addSubcommand("pause", new PauseCommand(shell))
        .addSubcommand("resume", new ResumeCommand(shell))
        .addSubcommand("hold", new HoldCommand(shell))
        .addSubcommand("release", new ReleaseCommand(shell))
        .addSubcommand("sync", new SyncCommand(shell))
        .addSubcommand("approve", new ApproveCommand(shell))
        .addSubcommand("cancel", new CancelCommand(shell))
        .addSubcommand("retry", new RetryCommand(shell))
        .addSubcommand("rollback", new RollbackCommand(shell))
        .addSubcommand("windows", WindowsCommand.line(shell))
        .addSubcommand("acknowledge", new AcknowledgeCommand(shell))
        .addSubcommand("sources", sources(shell))
        .addSubcommand("schema", schema(shell))
        .addSubcommand("drift", DriftCommand.line(shell))
        .addSubcommand("retire", retire(shell))
        .addSubcommand("node", node(shell))
        .addSubcommand("credentials", credentials(shell))
        .addSubcommand("jobs", jobs(shell))
        .addSubcommand("leases", leases(shell))
        .addSubcommand("retention", new RetentionCommand(shell))
        .addSubcommand("model-servers", new ModelServersCommand(shell))
        .addSubcommand("token", token(shell))
        .addSubcommand("completion", new CompletionCommand())
        .addSubcommand("man", new ManCommand())
        .addSubcommand("help", new HelpCommand());
    return finished(line, shell);
  }

  /**
   * The command line with a single one of the commands that read a model, which starts sooner than
   * with all.
   *
   * @return empty when the name is not of such a command
   */
  public static Optional<CommandLine> only(Shell shell, String version, String name) {
    if (!MODEL_COMMANDS.contains(name)) {
      return Optional.empty();
    }
    var line = new CommandLine(new TrueupCommand());
    line.addSubcommand(name, modelCommand(shell, version, name));
    return Optional.of(finished(line, shell));
  }

  private static Object modelCommand(Shell shell, String version, String name) {
    return switch (name) {
      case "check" -> new CheckCommand(shell, version);
      case "validate" -> new ValidateCommand(shell);
      case "graph" -> new GraphCommand(shell);
      case "show" -> ShowCommand.parent(shell);
      case "dependents" -> new DependentsCommand(shell);
      default -> throw new IllegalArgumentException("No command reads a model as " + name);
    };
  }

  private static CommandLine finished(CommandLine line, Shell shell) {
    addHelp(line);
    return line.setOut(shell.out())
        .setErr(shell.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(shell.isColoured() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(shell.isTerminal())
        .setParameterExceptionHandler(UsageErrors::report)
        .setExecutionExceptionHandler((failure, _, _) -> failed(shell, failure));
  }

  private static CommandLine node(Shell shell) {
    return new CommandLine(NodeCommand.parent())
        .addSubcommand("begin", new NodeCommand.Begin(shell))
        .addSubcommand("current", new NodeCommand.Current(shell))
        .addSubcommand("prolong", new NodeCommand.Prolong(shell))
        .addSubcommand("end", new NodeCommand.End(shell));
  }

  private static CommandLine sources(Shell shell) {
    return new CommandLine(SourcesCommand.parent())
        .addSubcommand("approve", new SourcesCommand.Approve(shell))
        .addSubcommand("withdraw", new SourcesCommand.Withdraw(shell))
        .addSubcommand("forget", new SourcesCommand.Forget(shell))
        .addSubcommand("check", new SourceCheckCommand(shell));
  }

  private static CommandLine versions(Shell shell) {
    return new CommandLine(new ListCommands.Versions(shell))
        .addSubcommand("files", new VersionFilesCommand(shell))
        .addSubcommand("export", new VersionExportCommand(shell, Shell::bytesOfProcess))
        .addSubcommand("import", new VersionImportCommand(shell, System.in))
        .addSubcommand("fetch", new VersionFetchCommand(shell));
  }

  private static CommandLine deliveries(Shell shell) {
    return new CommandLine(new ListCommands.Deliveries(shell))
        .addSubcommand("show", new ListCommands.OneDelivery(shell));
  }

  private static CommandLine schema(Shell shell) {
    return new CommandLine(SchemaCommands.parent())
        .addSubcommand("plan", new SchemaCommands.Plan(shell))
        .addSubcommand("apply", new ApplyCommand(shell))
        .addSubcommand("diff", new SchemaCommands.Diff(shell))
        .addSubcommand("drift", new SchemaCommands.Drift(shell));
  }

  private static CommandLine retire(Shell shell) {
    return new CommandLine(RetireCommands.parent())
        .addSubcommand("list", new RetireCommands.All(shell))
        .addSubcommand("purge", new RetireCommands.Purge(shell));
  }

  private static CommandLine credentials(Shell shell) {
    return new CommandLine(CredentialsCommand.parent())
        .addSubcommand("list", new CredentialsCommand.All(shell))
        .addSubcommand("approve", new CredentialsCommand.Approve(shell))
        .addSubcommand("withdraw", new CredentialsCommand.Withdraw(shell));
  }

  private static CommandLine jobs(Shell shell) {
    return new CommandLine(JobsCommand.parent())
        .addSubcommand("list", new JobsCommand.All(shell))
        .addSubcommand("show", new JobsCommand.One(shell))
        .addSubcommand("begin", new JobRunCommands.Begin(shell))
        .addSubcommand("end", new JobRunCommands.End(shell));
  }

  private static CommandLine leases(Shell shell) {
    return new CommandLine(LeasesCommand.parent())
        .addSubcommand("list", new LeasesCommand.All(shell))
        .addSubcommand("take", new LeasesCommand.Take(shell))
        .addSubcommand("prolong", new LeasesCommand.Prolong(shell))
        .addSubcommand("release", new LeasesCommand.Release(shell))
        .addSubcommand("end", new LeasesCommand.End(shell));
  }

  private static CommandLine token(Shell shell) {
    return new CommandLine(TokenCommand.parent())
        .addSubcommand("create", new TokenCommand.Create(shell))
        .addSubcommand("list", new TokenCommand.All(shell))
        .addSubcommand("revoke", new TokenCommand.Revoke(shell));
  }

  private static int failed(Shell shell, Exception failure) {
    if (failure instanceof CommandException expected) {
      shell.err().println("trueup: " + SafeText.line(String.valueOf(expected.getMessage())));
      return expected.exitCode();
    }
    if (failure instanceof InvalidPathException undecodable) {
      var names = new NameEncodingCheck(System.getProperty("sun.jnu.encoding", "UTF-8"));
      var problem = names.problem(undecodable);
      if (problem.isPresent()) {
        shell.err().println("trueup: " + SafeText.line(problem.get()));
        return ExitCode.USAGE;
      }
    }
    shell
        .err()
        .println(
            "trueup: Trueup itself failed: %s. Please report it with the output of TRUEUP_TRACE=1"
                .formatted(SafeText.line(failure.toString())));
    if (shell.environment().containsKey("TRUEUP_TRACE")) {
      failure.printStackTrace(shell.err());
    }
    return ExitCode.FAILED;
  }

  /** The examples of a command, each on its own line however wide, so that it can be copied. */
  private static String examples(CommandLine.Help help) {
    var lines = help.commandSpec().usageMessage().footer();
    return Arrays.stream(lines)
        .map(it -> help.colorScheme().text(it.formatted()) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /** Adds --help to every command that does not declare it, such as those that group others. */
  private static void addHelp(CommandLine line) {
    var spec = line.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help and exit.")
              .build());
    }
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, TrueupCommand::examples);
    if (!line.getSubcommands().isEmpty() && line.getParent() != null) {
      spec.usageMessage()
          .synopsisSubcommandLabel("COMMAND")
          .descriptionHeading("%n")
          .optionListHeading("%nOptions:%n")
          .commandListHeading("%nCommands:%n");
    }
    line.getSubcommands().values().forEach(TrueupCommand::addHelp);
  }

  /** Fails: a subcommand is required. */
  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "The command is missing");
  }
}
