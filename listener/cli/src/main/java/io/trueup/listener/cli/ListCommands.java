package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.VersionView;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that list merges and deliveries. */
final class ListCommands {

  private ListCommands() {}

  /** The options of every list. */
  abstract static class ListCommand extends RemoteCommand {

    @Option(names = "--source", paramLabel = "ID", description = "Only of this source.")
    private @Nullable String source;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        description = "The number of rows, newest first; at most 1000. Default: 20.")
    private int limit = 20;

    ListCommand(Shell shell) {
      super(shell);
    }

    String path(String what) {
      var path = ApiClient.path(what) + "?limit=" + limit;
      return source == null
          ? path
          : path + "&source=" + ApiClient.path(source).substring("/api/v1/".length());
    }
  }

  /** Lists merges with their verdicts. */
  @Command(
      name = "versions",
      description =
          "List merges with their verdicts, newest first, with the impact on each platform and the"
              + " problems at file:line:column.",
      footer = {
        "Examples:",
        "  trueup versions --limit 5",
        "  trueup versions acme/17      one version, with all problems",
        "  trueup versions files acme   the compiled versions on the daemon's disk"
      })
  static final class Versions extends ListCommand {

    private static final Pattern ONE = Pattern.compile("([a-z][a-z0-9-]*)/([0-9]{1,18})");

    @Parameters(
        arity = "0..1",
        paramLabel = "SOURCE/VERSION",
        description = "Show only this version, with all its problems.")
    private @Nullable String one;

    Versions(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      if (one == null) {
        show(
            client.get(path("versions")),
            it -> VersionsText.render(it.asListOf(VersionView.class), shell.style()));
        return ExitCode.OK;
      }
      var named = ONE.matcher(one);
      if (!named.matches()) {
        throw new CommandException(
            ExitCode.USAGE, "'%s' is not a version such as acme/17".formatted(one));
      }
      show(
          client.get(ApiClient.path("versions", named.group(1), named.group(2))),
          it -> VersionsText.renderOne(it.as(VersionView.class), shell.style()));
      return ExitCode.OK;
    }
  }

  /** Lists webhook deliveries. */
  @Command(
      name = "deliveries",
      description = "List webhook deliveries and their verdicts, newest first.",
      footer = {"Examples:", "  trueup deliveries --source acme", "  trueup deliveries show 17"})
  static final class Deliveries extends ListCommand {

    Deliveries(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get(path("deliveries")),
          it -> DeliveriesText.render(it.asListOf(DeliveryView.class), shell.style()));
      return ExitCode.OK;
    }
  }

  /** Shows one delivery. */
  @Command(
      name = "show",
      description = "Show one delivery with its stored headers.",
      footer = {"Example:", "  trueup deliveries show 17"})
  static final class OneDelivery extends RemoteCommand {

    @Parameters(
        paramLabel = "ID",
        description = "The number of the delivery in 'trueup deliveries'.")
    private long id;

    OneDelivery(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get(ApiClient.path("deliveries", Long.toString(id))),
          it -> DeliveriesText.one(it.as(DeliveryView.DeliveryDetails.class)));
      return ExitCode.OK;
    }
  }
}
