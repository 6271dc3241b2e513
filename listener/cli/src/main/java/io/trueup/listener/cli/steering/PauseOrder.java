package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.PlatformView;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** An order that begins or ends a pause, of one platform or of several. */
abstract class PauseOrder extends OrderCommand {

  @Mixin private final PauseScope scope = new PauseScope();

  PauseOrder(Shell shell) {
    super(shell);
  }

  /**
   * Sends the order.
   *
   * @param method for a pause of several platforms
   * @param verb for a pause of one
   */
  final int pause(
      ApiClient client,
      String method,
      String verb,
      Map<String, Object> body,
      Function<ExplainView, Aim> aim) {
    var selector = scope.selector();
    return selector.isPresent()
        ? several(client, method, selector.get(), body, aim)
        : one(client, scope.platform(), verb, body, aim);
  }

  private int one(
      ApiClient client,
      String platform,
      String verb,
      Map<String, Object> body,
      Function<ExplainView, Aim> aim) {
    if (isDryRun()) {
      body.put("dryRun", true);
    }
    show(
        client.send("PUT", platform(platform, verb), body),
        it -> ControlText.render(it.as(PlatformView.class), isDryRun(), shell.style()));
    await(client, platform, aim);
    return ExitCode.OK;
  }

  private int several(
      ApiClient client,
      String method,
      String selector,
      Map<String, Object> body,
      Function<ExplainView, Aim> aim) {
    var reply = client.send(method, DryRunOption.path(PauseScope.path(selector), isDryRun()), body);
    var change = reply.as(GroupPauseView.Change.class);
    show(reply, _ -> ControlText.render(change, shell.style()));
    if (isWaiting()) {
      var waiter = waiter(client);
      for (var platform : change.pause().platforms()) {
        var after = client.get(platform(platform)).as(ExplainView.class);
        awaited(waiter.await(platform, aim.apply(after)));
      }
    }
    return ExitCode.OK;
  }
}
