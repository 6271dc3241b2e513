package io.trueup.platforms.spi;

/**
 * The platform whose steps are carried out, the reason, and the fence of the caller.
 *
 * @param platform as {@code source/Name}
 * @param origin what asked for them, such as {@code rollout 12}, {@code job nightly} or {@code
 *     operator bob}
 * @param version of its source that the platform is brought to; 0 when it is brought to none
 * @param fence the fence: required before each change, and after taking the lock that keeps other
 *     daemons from changing the same container, so that a worker that was paused and replaced
 *     changes nothing any more. Its exceptions pass to the caller, and the change is not made
 */
public record StepContext(String platform, String origin, long version, LeaseFence fence) {

  /** Of steps that bring a platform to no version, such as those of an operator. */
  public StepContext(String platform, String origin, LeaseFence fence) {
    this(platform, origin, 0, fence);
  }
}
