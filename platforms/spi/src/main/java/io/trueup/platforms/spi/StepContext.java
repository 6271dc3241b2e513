package io.trueup.platforms.spi;

/**
 * The platform whose steps are carried out, the reason, and the fence of the caller.
 *
 * @param platform as {@code source/Name}
 * @param origin what asked for them, such as {@code rollout 12}, {@code job nightly} or {@code
 *     operator bob}
 * @param fence the fence: required before each change, and after taking the lock that keeps other
 *     daemons from changing the same container, so that a worker that was paused and replaced
 *     changes nothing any more. Its exceptions pass to the caller, and the change is not made
 */
public record StepContext(String platform, String origin, LeaseFence fence) {}
