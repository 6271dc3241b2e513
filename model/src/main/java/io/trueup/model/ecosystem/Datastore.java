package io.trueup.model.ecosystem;

import io.trueup.model.persistent.PersistentMap;
import java.util.Optional;

/**
 * A store: datasets that are captured in one way.
 *
 * @param name unique in the ecosystem
 * @param team {@code zone/team}
 * @param capture how its data is captured
 * @param isProduction whether production relies on it
 * @param governance of all its datasets; without classifications and storage policies, which its
 *     datasets declare
 * @param datasets by name, with those that other documents add
 */
public record Datastore(
    String name,
    String team,
    Capture capture,
    boolean isProduction,
    Governance governance,
    PersistentMap<String, Dataset> datasets,
    Documentation documentation) {

  /** The dataset with a name. */
  public Optional<Dataset> dataset(String datasetName) {
    return Optional.ofNullable(datasets.find(datasetName));
  }

  /** The store without its datasets. */
  public Datastore header() {
    return datasets.isEmpty() ? this : with(PersistentMap.empty());
  }

  /** The store with other datasets. */
  public Datastore with(PersistentMap<String, Dataset> others) {
    return new Datastore(name, team, capture, isProduction, governance, others, documentation);
  }
}
