package io.trueup.statestore.control;

import io.trueup.model.ecosystem.RolloutTerms;

/** A platform, as far as selectors compare it. */
public interface Selectable {

  /** The source that declares it. */
  String sourceName();

  /** Its name within the source. */
  String name();

  /** Which implementation realizes it. */
  String type();

  /** Its provider and tags, beside what else the model says about its moves. */
  RolloutTerms terms();
}
