package io.trueup.listener.daemon.view;

import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.PlatformId;
import java.time.Instant;

/**
 * A node that was refused or failed when its job started, and needs attention.
 *
 * @param reason why the last attempt failed; names the options with which an operator can allow or
 *     adopt what blocks it
 * @param since when the first attempt failed
 * @param command the command that brings the node to its target once the reason is fixed; the job's
 *     next start does the same
 */
public record BlockedNodeView(String node, String reason, Instant since, String command) {

  /** The text before the command. */
  public static final String ADVICE =
      "Once this is fixed, the next start of the job retries. To retry now, run: ";

  /** The view of a blocked node. */
  public static BlockedNodeView of(PlatformId platform, BlockedNode blocked) {
    // Never taken from the reason: it quotes servers, so a stranger could inject a command.
    var command =
        "trueup schema apply --platform %s --node '%s'".formatted(platform, blocked.node());
    return new BlockedNodeView(blocked.node().value(), blocked.reason(), blocked.since(), command);
  }

  /** What to do, for people; ends with the command. */
  public String advice() {
    return ADVICE + command;
  }
}
