package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonFactory;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.ModelTree;
import io.trueup.listener.engine.git.TreeEntry.ModelFile;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * The process that {@link ScaleBenchmark} measures as the limit of a cold load: it inflates all
 * files of a model and scans their tokens, on all cores, and does nothing else. Its arguments are a
 * name for the figures, the folder of the mirror, and the commit.
 */
final class LimitBenchmarkProcess {

  private final List<ModelFile> files;
  private final Repository repository;
  private final AtomicInteger next = new AtomicInteger();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder tokens = new LongAdder();

  /** Sharing names among all texts of the program costs more than scanning. */
  private final JsonFactory json =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private LimitBenchmarkProcess(List<ModelFile> files, Repository repository) {
    this.files = files;
    this.repository = repository;
  }

  public static void main(String[] arguments) {
    var folder = Path.of(arguments[1]);
    var figures = new ArrayList<Figure>();
    try (var mirror = BenchMirror.open(folder)) {
      var usage =
          ResourceUsage.of(() -> {
            var tree = mirror.tree(new CommitId(arguments[2]), ModelRoot.of(""));
            if (!(tree instanceof ModelTree.Entries entries)) {
              throw new BenchException("Cannot list the generated model: " + tree, null);
            }
            try (var repository = BenchMirror.repository(folder)) {
              var scan = new LimitBenchmarkProcess(entries.files(), repository);
              scan.run(Runtime.getRuntime().availableProcessors());
              figures.add(Figure.of(arguments[0] + ".files", "files", scan.files.size(), ""));
              figures.add(
                  Figure.of(arguments[0] + ".text", "their text", scan.bytes.sum() / 1e6, "MB"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      figures.addFirst(
          Figure.of(
              arguments[0] + ".cpu",
              "the same, CPU of the whole process",
              usage.cpuMillis(),
              "ms"));
      figures.addFirst(
          Figure.of(
              arguments[0] + ".wall", "inflate and scan, nothing else", usage.wallMillis(), "ms"));
    }
    ChildProcess.answer(figures);
  }

  private void run(int readers) {
    try (var threads = Executors.newFixedThreadPool(readers)) {
      var running = new ArrayList<Future<?>>();
      for (var reader = 0; reader < readers; reader++) {
        running.add(threads.submit(this::read));
      }
      for (var each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new BenchException("Cannot read the generated model: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while reading the generated model", e);
    }
  }

  private void read() {
    try (var reader = repository.newObjectReader()) {
      for (var number = next.getAndIncrement();
          number < files.size();
          number = next.getAndIncrement()) {
        var file = files.get(number);
        var content =
            reader.open(ObjectId.fromString(file.blob()), Constants.OBJ_BLOB).getCachedBytes();
        bytes.add(content.length);
        tokens.add(scan(file.path(), content));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of tokens, so that scanning has a result. */
  private long scan(String path, byte[] content) throws IOException {
    if (!path.endsWith(".json")) {
      return TreeParser.read(path, content, ReadLimits.MODEL).documents().size();
    }
    var count = 0L;
    try (var parser = json.createParser(content)) {
      while (parser.nextToken() != null) {
        count++;
      }
    }
    return count;
  }
}
