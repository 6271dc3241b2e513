package io.trueup.statestore.testing;

import io.trueup.statestore.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;

/** The base of all parts of the conformance suite. */
abstract class Contract {

  final StateStoreConformance suite;
  StateStore store;
  StoreFixture stage;

  @SuppressWarnings("NullAway.Init") // the store is set before the first test
  Contract(StateStoreConformance suite) {
    this.suite = suite;
  }

  @BeforeEach
  void prepareStage() {
    store = suite.store();
    stage = new StoreFixture(store);
  }

  /** Calls all at once, each on its own thread, and returns their results in order. */
  static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<T>>();
      for (var call : calls) {
        answers.add(
            threads.submit(() -> {
              start.await();
              return call.call();
            }));
      }
      start.countDown();
      var results = new ArrayList<T>();
      for (var answer : answers) {
        results.add(answer.get());
      }
      return results;
    }
  }
}
