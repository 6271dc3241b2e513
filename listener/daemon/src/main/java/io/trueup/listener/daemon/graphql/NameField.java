package io.trueup.listener.daemon.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.trueup.listener.daemon.question.DatasetAnswer;
import io.trueup.listener.daemon.view.NameView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;

/**
 * The field with the physical names of a dataset. However many datasets there are on one level of a
 * query, the names of all are read by one question for each platform. Stateless.
 */
final class NameField {

  private static final String LOADER = "names";

  private NameField() {}

  /**
   * What is asked for.
   *
   * @param dataset such as {@code NW_Data/customers}
   */
  private record Wanted(String platform, String dataset) {}

  /** What answers the field. */
  static DataFetcher<CompletableFuture<List<NameView>>> fetcher() {
    return field -> {
      var run = Fetching.run(field);
      if (run.isFailed()) {
        return CompletableFuture.completedFuture(List.of());
      }
      run.noteChanging();
      var platform = Fetching.argument(field, "platform");
      run.questions().platform(platform); // that there is none is the field's failure
      var dataset = Fetching.source(field, DatasetAnswer.class);
      return loader(field)
          .load(new Wanted(platform, dataset.store() + "/" + dataset.name()))
          .thenApply(names -> {
            Fetching.spend(field, names.size());
            return names;
          });
    };
  }

  private static DataLoader<Wanted, List<NameView>> loader(DataFetchingEnvironment field) {
    return Objects.requireNonNull(field.<Wanted, List<NameView>>getDataLoader(LOADER));
  }

  /** The registry of one query. */
  static DataLoaderRegistry registry(QueryRun run, NamesOfDatasets names) {
    var registry = new DataLoaderRegistry();
    registry.register(
        LOADER,
        DataLoaderFactory.<Wanted, List<NameView>>newDataLoader(
            wanted -> CompletableFuture.completedFuture(load(run, names, wanted)),
            DataLoaderOptions.newOptions().setMaxBatchSize(1000).build()));
    return registry;
  }

  private static List<List<NameView>> load(
      QueryRun run, NamesOfDatasets names, List<Wanted> wanted) {
    var datasets = new LinkedHashMap<String, Set<String>>();
    wanted.forEach(it ->
        datasets.computeIfAbsent(it.platform(), _ -> new LinkedHashSet<>()).add(it.dataset()));
    var found = new HashMap<String, Map<String, List<NameView>>>();
    var source = run.questions().asked().source();
    datasets.forEach((platform, all) -> {
      run.requireTime();
      found.put(platform, names.find(source, platform, all, run.left()));
    });
    var answers = new ArrayList<List<NameView>>();
    for (var it : wanted) {
      answers.add(
          found.getOrDefault(it.platform(), Map.of()).getOrDefault(it.dataset(), List.of()));
    }
    return answers;
  }
}
