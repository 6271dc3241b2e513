package io.trueup.listener.api.view;

import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.PlatformId;
import java.time.Instant;

/**
 * A node that was refused or failed when its job started, and waits for a person.
 *
 * @param reason why the last attempt failed
 * @param since when the first attempt failed
 * @param command what brings it to its target once the reason is mended, as its job's next start
 *     does too
 */
public record BlockedNodeView(String node, String reason, Instant since, String command) {

  private static final String APPLY = "trueup schema apply ";

  /** What is shown of a blocked node. */
  public static BlockedNodeView of(PlatformId platform, BlockedNode blocked) {
    return new BlockedNodeView(
        blocked.node().value(), blocked.reason(), blocked.since(), command(platform, blocked));
  }

  /** The one that the reason names, with what it allows; else the plain one. */
  private static String command(PlatformId platform, BlockedNode blocked) {
    var line = blocked.reason().lines().filter(it -> it.contains(APPLY)).findFirst();
    return line.map(it -> it.substring(it.indexOf(APPLY)))
        .orElseGet(() -> APPLY + "--platform %s --node '%s'".formatted(platform, blocked.node()));
  }

  /** Whether the reason says the command already. */
  public boolean isCommandTold() {
    return reason.contains(command);
  }
}
