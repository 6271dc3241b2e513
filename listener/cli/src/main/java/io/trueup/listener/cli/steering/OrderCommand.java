package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ControlView;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.engine.text.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** An order for platforms, which may be tried out and waited for. */
abstract class OrderCommand extends SteeringCommand {

  @Mixin private final DryRunOption dryRun = new DryRunOption();
  @Mixin private final WaitOptions wait = new WaitOptions();

  OrderCommand(Shell shell) {
    super(shell);
  }

  /** The body of the request, with the reason; callers add to it. */
  final Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("reason", reason());
    return body;
  }

  final boolean isDryRun() {
    return dryRun.isAsked();
  }

  /**
   * Sends an order for one platform, shows the answer, and waits if that was asked for.
   *
   * @param aim what to wait for, from the platform as it is after the order
   */
  final int order(
      ApiClient client,
      String method,
      String platform,
      String verb,
      Map<String, Object> body,
      Function<ExplainView, Aim> aim) {
    if (dryRun.isAsked()) {
      body.put("dryRun", true);
    }
    var reply = client.send(method, platform(platform, verb), body);
    show(reply, it -> ControlText.render(it.as(ControlView.class), shell.style()));
    await(client, platform, aim);
    return ExitCode.OK;
  }

  /** Waits, if that was asked for. */
  final void await(ApiClient client, String platform, Function<ExplainView, Aim> aim) {
    if (!isWaiting()) {
      return;
    }
    shell.out().flush();
    var after = client.get(platform(platform)).as(ExplainView.class);
    awaited(waiter(client).await(platform, aim.apply(after)));
  }

  /** Whether to wait; a dry run brings nothing about. */
  final boolean isWaiting() {
    return wait.isAsked() && !dryRun.isAsked();
  }

  final OrderWaiter waiter(ApiClient client) {
    return new OrderWaiter(client, Deadline.in(shell, wait.limit()));
  }

  /** Tells how a platform is after the wait; for programs the exit code is enough. */
  final void awaited(ExplainView explained) {
    if (isText()) {
      shell.out().println(summary(explained));
    }
  }

  /** How a platform is, in one line. */
  static String summary(ExplainView explained) {
    var platform = explained.platform();
    return "%s: %s".formatted(SafeText.line(platform.id()), SafeText.line(platform.summary()));
  }
}
