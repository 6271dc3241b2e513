package io.trueup.model.parallel;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Applies a function to many values, on all cores when there are enough values. */
public final class Parallel {

  /** Fewer values take less time than waking up another thread. */
  private static final int FEWEST = 200;

  private Parallel() {}

  /**
   * Computes two things, on two cores when there is enough to do.
   *
   * @param values how many values both are computed from
   * @param one must not depend on the other one
   */
  public static <A, B, R> R both(
      int values, Supplier<A> one, Supplier<B> other, BiFunction<? super A, ? super B, R> combine) {
    if (values < FEWEST) {
      return combine.apply(one.get(), other.get());
    }
    var beside = ForkJoinPool.commonPool().submit(one::get);
    B second;
    try {
      second = other.get();
    } catch (RuntimeException | Error e) {
      beside.cancel(false);
      beside.quietlyJoin();
      throw e;
    }
    return combine.apply(beside.join(), second);
  }

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
