package io.trueup.listener.view;

import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.PlatformId;
import java.time.Instant;

/**
 * A node that was refused or failed when its job started, and waits for a person.
 *
 * @param reason why the last attempt failed; where an operator has to allow or adopt something, it
 *     names the options
 * @param since when the first attempt failed
 * @param command what brings it to its target once the reason is fixed, as its job's next start
 *     does too
 */
public record BlockedNodeView(String node, String reason, Instant since, String command) {

  /** What is said before the command. */
  public static final String ADVICE =
      "Once fixed, the job's next start continues. To continue now: ";

  /** What is shown of a blocked node. */
  public static BlockedNodeView of(PlatformId platform, BlockedNode blocked) {
    // Never cut out of the reason: that holds what servers said, so a stranger could write it.
    var command =
        "trueup schema apply --platform %s --node '%s'".formatted(platform, blocked.node());
    return new BlockedNodeView(blocked.node().value(), blocked.reason(), blocked.since(), command);
  }

  /** What to do, in words. */
  public String advice() {
    return ADVICE + command;
  }
}
