package io.trueup.model.parallel;

import java.util.List;
import java.util.function.Function;

/** Applies a function to many values, on all cores when there are enough values. */
public final class Parallel {

  /** Fewer values take less time than waking up another thread. */
  private static final int FEWEST = 200;

  private Parallel() {}

  /**
   * The results of a function for each value, in their order.
   *
   * @param function pure, because several threads may call it
   */
  public static <T, R> List<R> map(List<T> values, Function<? super T, ? extends R> function) {
    var stream = values.size() < FEWEST ? values.stream() : values.parallelStream();
    return stream.<R>map(function).toList();
  }
}
