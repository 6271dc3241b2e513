package io.trueup.statestore.testing;

import java.util.ArrayDeque;

/** The changes of a transaction, so that they can be undone. Not thread-safe. */
final class UndoLog {

  private final ArrayDeque<Runnable> undo = new ArrayDeque<>();

  void add(Runnable step) {
    undo.push(step);
  }

  void commit() {
    undo.clear();
  }

  void rollBack() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
