package io.trueup.model.parallel;

import java.util.List;
import java.util.function.Function;

/** Does one thing to many values, on all cores when they are many. */
public final class Parallel {

  /** Fewer are done before another thread would have woken up. */
  private static final int FEWEST = 200;

  private Parallel() {}

  /**
   * What a function makes of each value, in their order.
   *
   * @param function pure, as it may be called by several threads
   */
  public static <T, R> List<R> map(List<T> values, Function<? super T, ? extends R> function) {
    var stream = values.size() < FEWEST ? values.stream() : values.parallelStream();
    return stream.<R>map(function).toList();
  }
}
