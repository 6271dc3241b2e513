package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.MemoryFolder;
import io.trueup.model.stored.StoredWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A verdict that starts from an earlier version, in memory or in a file, equals the one that starts
 * from nothing, after any edits and restarts. {@code -Dtrueup.model.seed=N} starts with another
 * seed, {@code -Dtrueup.model.minutes=N} sets how long it runs.
 */
class IncrementalCheckTest {

  private static final int EDITS = 60;

  /** Some steps start from a copy of a basis, as if it had been read from a file. */
  private static final int COPIED_EVERY = 7;

  /** So few blocks that most are read several times. */
  private static final int SMALL_CACHE = 16;

  private static final String DATASET =
      "{classification: [PUB], columns: {id: {type: integer, key: true}}}";

  @Test
  void findsTheSameFromAnyVersionAsFromNothing() {
    var seed = Long.getLong("trueup.model.seed", 1);
    var end = System.nanoTime() + Long.getLong("trueup.model.minutes", 0) * 60_000_000_000L;
    var last = seed + 12;
    var broken = new TreeSet<String>();
    var restarts = 0;
    do {
      restarts += new Sequence(seed, broken).run();
      seed++;
    } while (seed < last || System.nanoTime() < end);
    assertThat(restarts).isGreaterThan(25);
    // How many there are depends on the seed; 40 is usual.
    assertThat(broken)
        .as("rules that edits broke where the model could be linked")
        .hasSizeGreaterThan(30);
  }

  /** Found by seed 1670: the only consumer of a dataset is removed while the dataset changes. */
  @Test
  void removesAnUnwantedIngestionOfAChangedDataset() {
    var before = TestModel.northwind().without("workspaces/product-reporting.yaml");
    var after =
        before
            .with("usa/sales.yaml", "contact_name: varchar(30)", "contact_name: varchar(31)")
            .with("workspaces/masked-customers.yaml", "NW_Data/customers", "Depot/shippers");
    var basis = before.check().basis();

    var next = after.check(null, GraphLint.NONE, new Random(0), basis);

    assertThat(next.model()).isEqualTo(after.check().model());
  }

  /**
   * Names that are added to and removed from two documents of a store, and that are equal in lower
   * case.
   */
  @Test
  void findsNamesThatDifferOnlyInCaseAfterAnyHistory() {
    var random = new Random(7);
    var names = List.of("orders", "Orders", "ORDERS", "late", "Late", "one", "two");
    @Nullable Basis basis = null;
    var found = 0;
    for (var step = 0; step < 300; step++) {
      var documents = new StringBuilder();
      var free = new ArrayList<>(names);
      Collections.shuffle(free, random);
      for (var file = 0; file < 2; file++) {
        var some = free.subList(0, random.nextInt(4));
        documents.append("---\nkind: Datasets\nstore: Depot\nteam: UK/Logistics\ndatasets:\n");
        documents.append("  first%d: %s\n".formatted(file, DATASET));
        some.forEach(it -> documents.append("  %s: %s\n".formatted(it, DATASET)));
        some.clear();
      }
      var model = TestModel.northwind().withFile("more.yaml", documents.substring(4));

      var next = model.check(null, GraphLint.NONE, random, basis);

      assertThat(TestModel.lines(next))
          .as("step %d: %s", step, documents)
          .isEqualTo(TestModel.lines(model.check(null, GraphLint.NONE, random, null)));
      found += (int) next.problems().stream().filter(it -> it.message().contains("in the")).count();
      basis = next.basis();
    }
    assertThat(found).isGreaterThan(50);
  }

  /** A sequence of edits, each checked from the basis before it and from nothing. */
  private static final class Sequence {

    /**
     * A version that was checked.
     *
     * @param file where it is written; null when it is in memory only
     */
    private record Past(TestModel model, Basis basis, @Nullable At file) {

      @Override
      public String toString() {
        return model.toString();
      }
    }

    /** Where a basis is in the folder. */
    private record At(int file, long address) {

      Basis open(MemoryFolder folder) {
        return StoredBasis.open(folder.file(file), address);
      }
    }

    private final long seed;
    private final Set<String> broken;
    private final Random random;
    private final RandomEdits edits;
    private final List<Past> bases = new ArrayList<>();
    private final MemoryFolder folder =
        new MemoryFolder(StoredBasis.FORM, new BlockCache(SMALL_CACHE));
    private TestModel model = RandomEdits.start();
    private @Nullable Past accepted;
    private int restarts;

    Sequence(long seed, Set<String> broken) {
      this.seed = seed;
      this.broken = broken;
      this.random = new Random(seed);
      this.edits = new RandomEdits(random);
    }

    /** Gives the number of restarts. */
    int run() {
      for (var step = 0; step < EDITS; step++) {
        if (random.nextInt(12) == 0) {
          restart();
        }
        judge(step);
        model = edits.edit(model);
      }
      return restarts;
    }

    /** Forgets all that is in memory, and opens what is in files. */
    private void restart() {
      restarts++;
      folder.restart(new BlockCache(random.nextBoolean() ? SMALL_CACHE : 1024));
      var opened = bases.stream().map(this::reopened).toList();
      bases.clear();
      opened.stream().filter(it -> it != null).forEach(bases::add);
      accepted = accepted == null ? null : reopened(accepted);
    }

    private @Nullable Past reopened(Past past) {
      var file = past.file();
      return file == null ? null : new Past(past.model(), file.open(folder), file);
    }

    private void judge(int step) {
      var base = accepted == null ? null : accepted.basis().model();
      var fresh = model.check(base, LINT, random);
      var nearest = bases.isEmpty() ? null : bases.get(random.nextInt(bases.size()));
      if (nearest != null && step % COPIED_EVERY == 0) {
        nearest = new Past(nearest.model(), ValueCopies.of(nearest.basis()), null);
      }
      var next = model.check(base, LINT, random, nearest == null ? null : nearest.basis());
      assertThat(TestModel.lines(next))
          .as("seed %d, step %d: from %s to %s", seed, step, nearest, model)
          .isEqualTo(TestModel.lines(fresh));
      assertThat(next.problems()).isEqualTo(fresh.problems());
      assertThat(next.model()).as("seed %d, step %d", seed, step).isEqualTo(fresh.model());
      var basis = next.basis();
      if (basis != null) {
        next.problems().forEach(it -> broken.add(it.rule()));
        remember(
            next.isAccepted(),
            random.nextInt(3) == 0 ? new Past(model, basis, null) : stored(basis, step));
      }
    }

    /** The version in a file, which has not been read again yet. */
    private Past stored(Basis basis, int step) {
      var number = folder.size();
      var next = folder.begin(random.nextLong());
      var kept = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
      var writer = new StoredWriter(next.file(), next, it -> Math.floorMod(it.salt(), 4) >= kept);
      var at = new At(number, StoredBasis.write(basis, writer));
      var opened = at.open(folder);
      if (random.nextInt(4) == 0) {
        assertThat(opened.model()).as("seed %d, step %d", seed, step).isEqualTo(basis.model());
      }
      return new Past(model, opened, at);
    }

    /** Most steps start from the newest version, some from a much older one. */
    private void remember(boolean isAccepted, Past past) {
      if (bases.size() > 2 || (bases.size() == 2 && random.nextInt(8) > 0)) {
        bases.removeLast();
      }
      bases.add(past);
      if (isAccepted && random.nextBoolean()) {
        accepted = past;
      }
    }
  }

  /** A platform that finds a problem in every second node. */
  private static final GraphLint LINT =
      new GraphLint() {
        @Override
        public List<GraphProblem> declaration(PlatformGraph graph) {
          return graph.container() == null
              ? List.of(
                  new GraphProblem(
                      "test.container", Severity.WARNING, null, null, "No container", "Name one"))
              : List.of();
        }

        @Override
        public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
          var column = column(node);
          return node.fingerprint().low() % 2 == 0
              ? List.of()
              : List.of(
                  new GraphProblem(
                      "test.odd",
                      Severity.WARNING,
                      node.key(),
                      null,
                      "%s is odd as %s".formatted(node.key(), node.fingerprint()),
                      "Make it even"),
                  new GraphProblem(
                      "test.column",
                      Severity.WARNING,
                      node.key(),
                      column,
                      "%s has column %s".formatted(node.key(), column),
                      "Rename it"));
        }

        private static @Nullable String column(PipelineNode node) {
          var dataset =
              switch (node) {
                case PipelineNode.Ingest ingest ->
                    ingest.datasets().values().stream().findFirst().orElse(null);
                case PipelineNode.Export export -> export.dataset();
                case PipelineNode.Trigger _, PipelineNode.Transform _ -> null;
              };
          return dataset == null || dataset.columns().isEmpty()
              ? null
              : dataset.name() + "/" + dataset.columns().getLast().name();
        }
      };
}
