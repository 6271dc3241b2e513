package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.terminal.Shell;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that shows the answer of a daemon as text or as JSON. */
public abstract class RemoteCommand extends DaemonCommand {

  @Option(
      names = {"-o", "--output"},
      order = 102,
      paramLabel = "FORM",
      description = "text, for people, or json, the answer of the daemon. Default: text.")
  private Form form = Form.text;

  /** The form of the output. */
  public enum Form {
    text,
    json
  }

  protected RemoteCommand(Shell shell) {
    super(shell);
  }

  /** Shows an answer in the chosen form. */
  protected final void show(Reply reply, Function<Reply, String> text) {
    if (form == Form.json) {
      shell.out().println(reply.text());
    } else {
      shell.out().print(text.apply(reply));
    }
  }

  /** Whether the output is for people. */
  protected final boolean isText() {
    return form == Form.text;
  }
}
