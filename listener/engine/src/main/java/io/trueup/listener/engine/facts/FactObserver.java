package io.trueup.listener.engine.facts;

/** Hears of facts on the thread that made them, so it must not block or throw. Thread-safe. */
@FunctionalInterface
public interface FactObserver {

  /** An observer that ignores everything. */
  FactObserver NONE = _ -> {};

  /** Something happened. */
  void happened(EngineFact fact);

  /** An observer that passes each fact on to this one and then to another. */
  default FactObserver and(FactObserver other) {
    return fact -> {
      happened(fact);
      other.happened(fact);
    };
  }
}
