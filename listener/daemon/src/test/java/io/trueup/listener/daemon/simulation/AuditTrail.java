package io.trueup.listener.daemon.simulation;

import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Version;
import io.trueup.statestore.control.GateKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks by the audit alone that every move of a target, and every version that compatibility
 * rejects, was allowed when it happened (design §2, P7 and P8).
 */
final class AuditTrail {

  private static final Pattern UNTIL = Pattern.compile("\"until\": ?\"([^\"]+)\"");
  private static final Pattern TARGET = Pattern.compile("\"target\": ?(\\d+)");
  private static final Pattern ROLLOUT = Pattern.compile("\"rollout\": ?(\\d+)");
  private static final Pattern VERSION = Pattern.compile("\"version\": ?(\\d+)");

  private final SimulatedWorld world;
  private final Map<String, Instant> pausedUntil = new HashMap<>();
  private final Map<String, Long> asked = new HashMap<>();

  /** The platforms that an operator moved back, until an operator lets them go. */
  private final Set<String> rolledBack = new HashSet<>();

  private final Map<Long, Version> versions;
  private boolean isApproved;
  private boolean isAnythingAccepted;
  private int applied;

  AuditTrail(SimulatedWorld world) {
    this.world = world;
    this.versions =
        world.store.versions().newest(SimulatedWorld.SOURCE, Integer.MAX_VALUE).stream()
            .collect(Collectors.toMap(Version::sequence, it -> it));
  }

  void check() {
    world.store.auditEntries().forEach(this::follow);
    world.check(
        applied >= world.operators.audited,
        () -> "P7: %d of %d applies are audited".formatted(applied, world.operators.audited));
  }

  private void follow(AuditEntry entry) {
    switch (entry.verb()) {
      case AuditVerbs.PLATFORM_PAUSED -> pausedUntil.put(entry.subject(), until(entry.after()));
      case AuditVerbs.PLATFORM_RESUMED -> pausedUntil.remove(entry.subject());
      case AuditVerbs.PLATFORM_SYNC_REQUESTED ->
          asked.put(entry.subject(), number(VERSION, entry.after()));
      case AuditVerbs.ROLLOUT_CLAIMED -> claimed(entry);
      case AuditVerbs.ROLLOUT_ROLLED_BACK -> rolledBack.add(entry.subject());
      case AuditVerbs.PLATFORM_RELEASED, AuditVerbs.PLATFORM_HELD ->
          rolledBack.remove(entry.subject());
      case AuditVerbs.SOURCE_APPROVED -> isApproved = true;
      case AuditVerbs.SOURCE_APPROVAL_WITHDRAWN -> isApproved = false;
      case AuditVerbs.VERSION_ACCEPTED -> accepted(entry);
      case AuditVerbs.SCHEMA_APPLIED -> applied++;
      default -> {}
    }
  }

  private static Instant until(@Nullable String json) {
    var found = UNTIL.matcher(String.valueOf(json));
    return found.find() ? Instant.parse(found.group(1)) : Instant.MAX;
  }

  private static long number(Pattern pattern, @Nullable String json) {
    var found = pattern.matcher(String.valueOf(json));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private void claimed(AuditEntry entry) {
    var paused = pausedUntil.get(entry.subject());
    world.check(
        paused == null || !entry.at().isBefore(paused),
        () -> "P8: the target moved in a pause until " + paused + ": " + entry);
    world.check(
        !rolledBack.contains(entry.subject())
            || rollout(entry)
                .filter(
                    it -> it.kind() == Rollout.Kind.AGAIN || it.overrides().contains(GateKind.HELD))
                .isPresent(),
        () -> "P3: a rollback was undone by itself: " + entry);
    var to = number(TARGET, entry.after());
    world.check(
        !entry.subject().endsWith("/Asked") || asked.getOrDefault(entry.subject(), 0L) >= to,
        () -> "P8: the target moved further than an operator asked: " + entry + " " + asked);
  }

  private Optional<Rollout> rollout(AuditEntry entry) {
    var id = number(ROLLOUT, entry.after());
    var platform = PlatformId.parse(entry.subject().substring("platform:".length()));
    return world.store.rollouts().newest(platform, Integer.MAX_VALUE).stream()
        .filter(it -> it.id() == id)
        .findFirst();
  }

  private void accepted(AuditEntry entry) {
    var version = Optional.ofNullable(versions.get(number(VERSION, entry.after()))).orElseThrow();
    var isBreaking = isAnythingAccepted && world.remote.commit(version.commit()).isBreaking();
    world.check(
        !isBreaking || (isApproved && version.approval() != null),
        () -> "P7: a breaking version is accepted without an approval: " + List.of(version, entry));
    isAnythingAccepted = true;
    isApproved = false; // it was of the version that was accepted before
  }
}
