package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.NameView;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows physical names in containers. */
@Command(
    name = "names",
    description = "Show the physical names of the schemas, tables, views and roles of a platform.",
    footer = {
      "Examples:",
      "  trueup names --platform Live --dataset NW_Data/customers",
      "  trueup names --platform Live --physical live.nw_data__customers_merge"
    })
final class NamesCommand extends RemoteCommand {

  private static final String PAGE = "1000";

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(names = "--node", paramLabel = "KEY", description = "Only names of this node.")
  private @Nullable String node;

  @Option(
      names = "--dataset",
      paramLabel = "STORE/DATASET",
      description = "Only names of this dataset.")
  private @Nullable String dataset;

  @Option(
      names = "--physical",
      paramLabel = "SCHEMA.NAME",
      description = "Only this physical name; NAME alone for a schema or a role.")
  private @Nullable String physical;

  NamesCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var all = all(client);
    show(ApiClient.Reply.of(all), _ -> text(all));
    if (all.names().isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "Platform '%s' has no such name%s"
              .formatted(
                  all.platform(),
                  physical == null ? "" : ". Names are compared as the container folds them"));
    }
    return ExitCode.OK;
  }

  /** All pages as one page. */
  private NameView.Page all(ApiClient client) {
    var names = new ArrayList<NameView>();
    var page = page(client, null);
    names.addAll(page.names());
    while (page.next() != null) {
      page = page(client, page.next());
      names.addAll(page.names());
    }
    return new NameView.Page(page.platform(), names, null);
  }

  private NameView.Page page(ApiClient client, @Nullable String after) {
    var asked = new LinkedHashMap<String, List<String>>();
    asked.put("platform", List.of(platform.name()));
    asked.put("node", listed(node));
    asked.put("dataset", listed(dataset));
    asked.put("physical", listed(physical));
    asked.put("after", listed(after));
    asked.put("limit", List.of(PAGE));
    return client.get(ApiClient.query(ApiClient.path("names"), asked)).as(NameView.Page.class);
  }

  private static List<String> listed(@Nullable String value) {
    return value == null ? List.of() : List.of(value);
  }

  private String text(NameView.Page page) {
    if (page.names().isEmpty()) {
      return "";
    }
    var table =
        new TextTable(shell.style(), "KIND", "LOGICAL", "PHYSICAL", "CONTAINER", "NODE", "RETIRED");
    for (var name : page.names()) {
      table.row(
          cell(name.kind()),
          cell(name.logical()),
          cell(name.qualified()),
          cell(name.container()),
          cell(name.node() == null ? "-" : name.node()),
          cell(name.retiredAt() == null ? "-" : name.retiredAt().truncatedTo(ChronoUnit.SECONDS)));
    }
    return table.render();
  }
}
