package io.trueup.model.progress;

/**
 * Receives how far a load is. Any thread may call it, several at once; a call is cheap enough for
 * each file or document, and never throws.
 */
public interface LoadObserver {

  /** Ignores everything. */
  LoadObserver NONE =
      new LoadObserver() {
        @Override
        public void begin(LoadPhase phase, long total) {}

        @Override
        public void advance(LoadPhase phase, long units) {}
      };

  /**
   * A phase begins with nothing done, or its total is known now. The phases before it are over; one
   * that begins after a later one is part of another load.
   *
   * @param total how many units there are, such as files; 0 when that is not known
   */
  void begin(LoadPhase phase, long total);

  /**
   * More of a phase is done.
   *
   * @param units how many more
   */
  void advance(LoadPhase phase, long units);
}
