package io.trueup.platforms.spi;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import java.util.List;
import java.util.Optional;

/** Carries out steps. Safe for any thread; one call may block for as long as its timeouts allow. */
public interface PlatformExecutor extends AutoCloseable {

  /**
   * Carries out some steps of one platform. Each is idempotent: after a crash it is asked for
   * again. The failure of one step does not stop the others. {@code PROVISION} and {@code ALTER}
   * both bring the node to the target, whatever exists; the difference is for people who read the
   * plan.
   *
   * <p>A step whose work takes longer than a call may last is started and left to end by itself.
   * When it is asked for again meanwhile, no second piece of work is started beside the first: the
   * answer is {@link StepOutcome.Started} for the same work, or, where that leads to another
   * target, the executor ends that work first.
   *
   * @param target the graph that the steps lead to; a node that is to be retired may be missing
   *     from it
   * @param steps in their order
   * @return one outcome for each step, in the same order; failures of the world are outcomes, not
   *     exceptions
   */
  List<StepOutcome> execute(StepContext context, PlatformGraph target, List<PlannedStep> steps);

  /** Carries out some steps without a fence, where no other worker can take over. */
  default List<StepOutcome> execute(PlatformGraph target, List<PlannedStep> steps) {
    return execute(new StepContext(target.platform().name(), "by hand", () -> {}), target, steps);
  }

  /**
   * Carries out what several jobs asked for at the same time, as far as it can be shared without
   * making any of them wait for another: what is slow, what is locked by others, what fails, and
   * what cannot be shared is left. The caller then carries that out with {@link #execute}, each
   * request by itself, which also finds the reason of a failure. This type shares nothing unless it
   * says otherwise.
   *
   * @param platform as {@code source/Name}
   * @param version of its source that all steps lead to
   * @param target the graph of that version
   * @param requests no two with the same node
   * @param fence required before each change, and after taking the lock that keeps other daemons
   *     from changing the same container
   * @return one outcome for each request, in the same order
   */
  default List<SharedOutcome> executeTogether(
      String platform,
      long version,
      PlatformGraph target,
      List<StepRequest> requests,
      SharedFence fence) {
    return requests.stream().map(_ -> SharedOutcome.NOTHING).toList();
  }

  /**
   * Reports how far steps are that this type started, and changes nothing. Any process asks, again
   * and again, until a step has ended. The report of a step that has ended stays the same, because
   * it may be lost before it is recorded. Only types that start steps implement it.
   *
   * @param target the graph that the steps lead to
   * @param steps in their order
   * @return one outcome for each step, in the same order; {@link StepOutcome.Started} while it goes
   *     on, perhaps with another handle; failures of the world are outcomes, not exceptions
   */
  default List<StepOutcome> poll(
      StepContext context, PlatformGraph target, List<StartedStep> steps) {
    throw new IllegalStateException("Cannot poll %s: this type starts no steps".formatted(steps));
  }

  /** What it offers beside steps, by the capability's interface; empty when it does not. */
  default <C extends Capability> Optional<C> capability(Class<C> kind) {
    return Optional.empty();
  }

  @Override
  void close();
}
