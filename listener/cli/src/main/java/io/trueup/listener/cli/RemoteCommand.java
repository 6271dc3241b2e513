package io.trueup.listener.cli;

import io.trueup.listener.cli.ApiClient.Reply;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that shows the answer of a daemon as text or as JSON. */
abstract class RemoteCommand extends DaemonCommand {

  @Option(
      names = {"-o", "--output"},
      order = 102,
      paramLabel = "FORM",
      description = "text, for people, or json, the answer of the daemon. Default: text.")
  private Form form = Form.text;

  /** The form of the output. */
  enum Form {
    text,
    json
  }

  RemoteCommand(Shell shell) {
    super(shell);
  }

  /** Shows an answer in the chosen form. */
  void show(Reply reply, Function<Reply, String> text) {
    if (form == Form.json) {
      shell.out().println(reply.text());
    } else {
      shell.out().print(text.apply(reply));
    }
  }
}
