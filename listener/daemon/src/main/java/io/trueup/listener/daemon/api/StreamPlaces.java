package io.trueup.listener.daemon.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places for answers that are sent at the pace of their clients: some for all callers, and fewer
 * for each, so that one that reads slowly leaves places to the others. Thread-safe.
 */
final class StreamPlaces {

  private final int atOnce;
  private final int forEach;
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  /**
   * Places that are free.
   *
   * @param atOnce for all callers
   * @param forEach for each caller
   */
  StreamPlaces(int atOnce, int forEach) {
    this.atOnce = atOnce;
    this.forEach = forEach;
  }

  /** A place until it is closed; closing it again does nothing. */
  interface Place extends AutoCloseable {

    @Override
    void close();
  }

  /**
   * Takes a place, if there is one; never waits.
   *
   * @param caller the name of a token
   */
  synchronized Optional<Place> take(String caller) {
    var own = taken.getOrDefault(caller, 0);
    if (all == atOnce || own == forEach) {
      return Optional.empty();
    }
    all++;
    taken.put(caller, own + 1);
    return Optional.of(new TakenPlace(caller));
  }

  private synchronized void release(String caller) {
    all--;
    taken.computeIfPresent(caller, (_, own) -> own == 1 ? null : own - 1);
  }

  private final class TakenPlace implements Place {

    private final String caller;
    private boolean isClosed;

    TakenPlace(String caller) {
      this.caller = caller;
    }

    @Override
    public synchronized void close() {
      if (!isClosed) {
        isClosed = true;
        release(caller);
      }
    }
  }
}
