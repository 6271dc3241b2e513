package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.Shell;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands that suspend, resume, end and delete windows. */
final class WindowOrders {

  private WindowOrders() {}

  /** Suspends a window. */
  @Command(
      name = "suspend",
      description = {
        "Make a window count for nothing for a time; of the model's windows too.",
        "Suspending again replaces the suspension."
      },
      footer = {
        "Examples:",
        "  trueup windows suspend freeze-q4 --until 2h --reason \"incident 4711\"",
        "  trueup windows suspend acme/Live/nights --reason \"load moves to mornings\""
      })
  static final class Suspend extends WindowOrder {

    @Option(
        names = "--until",
        order = 5,
        paramLabel = "TIME",
        description =
            "When it counts again: an instant, or a time from now such as 2h. Default: when it is"
                + " resumed.")
    private @Nullable String until;

    Suspend(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = body();
      if (until != null) {
        body.put("until", until);
      }
      return order(client, "PUT", List.of("suspend"), body);
    }
  }

  /** Ends a suspension. */
  @Command(
      name = "resume",
      description = "Make a suspended window count again. Exit code 5 when it is not suspended.",
      footer = {"Example:", "  trueup windows resume freeze-q4 --reason \"the incident is over\""})
  static final class Resume extends WindowOrder {

    Resume(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      return order(client, "PUT", List.of("resume"), body());
    }
  }

  /** Ends a window. */
  @Command(
      name = "end",
      description = {
        "End a window of operators for good; 'trueup windows list --ended' keeps it.",
        "Exit code 5 for a window that the model declares: suspend it, or change the model."
      },
      footer = {"Example:", "  trueup windows end freeze-q4 --reason \"the books are closed\""})
  static final class End extends WindowOrder {

    End(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      return order(client, "PUT", List.of("end"), body());
    }
  }

  /** Deletes a window. */
  @Command(
      name = "delete",
      description = "Remove a window of operators from all lists. The audit keeps it.",
      footer = {"Example:", "  trueup windows delete freeze-q4 --reason \"a typing error\""})
  static final class Delete extends WindowOrder {

    Delete(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      return order(client, "DELETE", List.of(), body());
    }
  }
}
