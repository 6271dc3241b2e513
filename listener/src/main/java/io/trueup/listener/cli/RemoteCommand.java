package io.trueup.listener.cli;

import io.trueup.listener.cli.ApiClient.Reply;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that asks a daemon and shows its answer as text, or as it is. */
abstract class RemoteCommand extends DaemonCommand {

  @Option(
      names = {"-o", "--output"},
      order = 102,
      paramLabel = "FORM",
      description = "text, for people, or json: the daemon's answer as it is. Default: text.")
  private Form form = Form.text;

  /** How answers are shown. */
  enum Form {
    text,
    json
  }

  RemoteCommand(Shell shell) {
    super(shell);
  }

  /** Shows an answer: as it is, or as text. */
  void show(Reply reply, Function<Reply, String> text) {
    if (form == Form.json) {
      shell.out().println(reply.text());
    } else {
      shell.out().print(text.apply(reply));
    }
  }
}
