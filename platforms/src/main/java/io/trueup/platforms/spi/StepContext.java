package io.trueup.platforms.spi;

/**
 * For whom and why steps are carried out.
 *
 * @param platform as {@code source/Name}
 * @param origin what asked for them, such as {@code rollout 12}, {@code job nightly} or {@code
 *     operator bob}
 * @param permission required before each change, and after whatever keeps other daemons from
 *     changing the same container: who was paused and succeeded then changes nothing afterwards.
 *     What it throws passes to the caller, and the change that it was required for is not made
 */
public record StepContext(String platform, String origin, Permission permission) {}
