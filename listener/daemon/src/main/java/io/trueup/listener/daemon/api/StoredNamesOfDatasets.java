package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.graphql.NamesOfDatasets;
import io.trueup.listener.daemon.view.NameView;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The physical names of datasets, by one question to the state store. Stateless. */
record StoredNamesOfDatasets(PhysicalNames names) implements NamesOfDatasets {

  @Override
  public Map<String, List<NameView>> find(
      SourceId source, String platform, Set<String> datasets, int most) {
    var found = new HashMap<String, List<NameView>>();
    for (var name : names.ofDatasets(new PlatformId(source, platform), datasets, most)) {
      for (var dataset : pairs(name.logical().path())) {
        if (datasets.contains(dataset)) {
          found.computeIfAbsent(dataset, _ -> new ArrayList<>()).add(NameView.of(name));
        }
      }
    }
    return found;
  }

  /** Each two parts that follow each other. */
  private static Set<String> pairs(String path) {
    var parts = path.split("/", -1);
    var pairs = new LinkedHashSet<String>();
    for (var i = 1; i < parts.length; i++) {
      pairs.add(parts[i - 1] + "/" + parts[i]);
    }
    return pairs;
  }
}
