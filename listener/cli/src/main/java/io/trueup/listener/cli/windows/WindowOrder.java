package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.steering.DryRunOption;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.WindowView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An order that changes one window. */
abstract class WindowOrder extends SteeringCommand {

  @Parameters(paramLabel = "ID", description = "The window, as 'trueup windows list' shows it.")
  private String id = "";

  @Option(
      names = "--if-version",
      order = 89,
      paramLabel = "N",
      description =
          "Only if this is the version of the window, as 'trueup windows show' tells it; else exit"
              + " code 5.")
  private @Nullable Long ifVersion;

  @Mixin private final DryRunOption dryRun = new DryRunOption();

  WindowOrder(Shell shell) {
    super(shell);
  }

  /** The body of the request, with the reason; callers add to it. */
  final Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("reason", reason());
    return body;
  }

  /** Sends the order and shows the answer. */
  final int order(ApiClient client, String method, List<String> verb, Map<String, Object> body) {
    var path =
        ApiClient.path("windows", id) + String.join("", verb.stream().map(it -> "/" + it).toList());
    Map<String, String> headers =
        ifVersion == null ? Map.of() : Map.of("If-Match", "\"%d\"".formatted(ifVersion));
    show(
        client.send(method, DryRunOption.path(path, dryRun.isAsked()), body, headers),
        it -> WindowText.change(it.as(WindowView.Change.class), shell.style()));
    return ExitCode.OK;
  }
}
