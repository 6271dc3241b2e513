package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.engine.text.SafeText;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Acknowledges a head. */
@Command(
    name = "acknowledge",
    description = {
      "Accept the head of a blocked source although it is no fast-forward of the accepted commit.",
      "Review the repository first: the rewritten history becomes the history of the model."
    },
    footer = {
      "Example:",
      "  trueup acknowledge acme --commit 1a2b3c4d --reason \"removed a large file\""
    })
public final class AcknowledgeCommand extends SteeringCommand {

  @Parameters(paramLabel = "SOURCE", description = "The blocked source.")
  private String source = "";

  @Option(
      names = "--commit",
      required = true,
      paramLabel = "ID",
      description = "The head that 'status' shows; its first eight digits are enough.")
  private String commit = "";

  public AcknowledgeCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var body = Map.of("commit", commit, "reason", reason());
    show(
        client.send("PUT", ApiClient.path("sources", source, "acknowledge"), body),
        it -> {
          var view = it.as(SourceView.class);
          return "Source '%s': head %s is acknowledged, refresh requested\n"
              .formatted(SafeText.line(view.id()), ShortDigest.shortened(view.head()));
        });
    return ExitCode.OK;
  }
}
