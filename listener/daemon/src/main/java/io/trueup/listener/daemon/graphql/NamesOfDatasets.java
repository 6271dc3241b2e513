package io.trueup.listener.daemon.graphql;

import io.trueup.listener.daemon.view.NameView;
import io.trueup.statestore.SourceId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the physical names of datasets. Safe for any thread; blocks. */
@FunctionalInterface
public interface NamesOfDatasets {

  /**
   * The names on a platform of what belongs to datasets.
   *
   * @param datasets such as {@code NW_Data/customers}
   * @param most names of all of them
   * @return in the order of a list of names; a dataset without names is left out
   */
  Map<String, List<NameView>> find(
      SourceId source, String platform, Set<String> datasets, int most);
}
