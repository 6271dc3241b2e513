package io.trueup.listener.cli;

import io.trueup.listener.view.DeliveryView;
import io.trueup.listener.view.VersionView;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that list what came. */
final class ListCommands {

  private ListCommands() {}

  /** Which and how many. */
  abstract static class Listing extends RemoteCommand {

    @Option(names = "--source", paramLabel = "ID", description = "Of this source alone.")
    private @Nullable String source;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        description = "How many, the newest first; at most 1000. Default: 20.")
    private int limit = 20;

    Listing(Shell shell) {
      super(shell);
    }

    String path(String what) {
      var path = ApiClient.path(what) + "?limit=" + limit;
      return source == null
          ? path
          : path + "&source=" + ApiClient.path(source).substring("/api/v1/".length());
    }
  }

  /** Judged merges. */
  @Command(
      name = "versions",
      description =
          "List judged merges, the newest first, with what each means for each platform and what is"
              + " wrong with it, at file:line:column.",
      footer = {
        "Examples:",
        "  trueup versions --limit 5",
        "  trueup versions acme/17      one version, with all its problems"
      })
  static final class Versions extends Listing {

    private static final Pattern ONE = Pattern.compile("([a-z][a-z0-9-]*)/([0-9]{1,18})");

    @Parameters(
        arity = "0..1",
        paramLabel = "SOURCE/VERSION",
        description = "One version; all its problems are shown.")
    private @Nullable String one;

    Versions(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      if (one == null) {
        show(
            client.get(path("versions")),
            it -> VersionsText.render(it.asListOf(VersionView.class), shell.ink()));
        return ExitCode.OK;
      }
      var named = ONE.matcher(one);
      if (!named.matches()) {
        throw new CommandException(
            ExitCode.USAGE, "'%s' is not a version such as acme/17".formatted(one));
      }
      show(
          client.get(ApiClient.path("versions", named.group(1), named.group(2))),
          it -> VersionsText.render(List.of(it.as(VersionView.class)), shell.ink()));
      return ExitCode.OK;
    }
  }

  /** Webhook deliveries. */
  @Command(
      name = "deliveries",
      description = "List webhook deliveries, the newest first, with what was made of each.",
      footer = {"Examples:", "  trueup deliveries --source acme", "  trueup deliveries show 17"})
  static final class Deliveries extends Listing {

    Deliveries(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      show(
          client.get(path("deliveries")),
          it -> DeliveriesText.render(it.asListOf(DeliveryView.class), shell.ink()));
      return ExitCode.OK;
    }
  }

  /** One of them. */
  @Command(
      name = "show",
      description = "Show one delivery, with the headers that were kept.",
      footer = {"Example:", "  trueup deliveries show 17"})
  static final class OneDelivery extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "Trueup's number of it, as 'deliveries' lists it.")
    private long id;

    OneDelivery(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      show(
          client.get(ApiClient.path("deliveries", Long.toString(id))),
          it -> DeliveriesText.one(it.as(DeliveryView.Whole.class)));
      return ExitCode.OK;
    }
  }
}
