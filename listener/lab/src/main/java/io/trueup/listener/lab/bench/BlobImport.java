package io.trueup.listener.lab.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the files of an ecosystem into a repository as blobs, by one fast-import for each core.
 * Each holds one file in memory at a time, and each writes a pack.
 */
final class BlobImport {

  /** A file in the repository. */
  record Blob(String path, String id) {}

  private final Path folder;
  private final EcosystemGenerator generator;
  private final AtomicInteger next = new AtomicInteger();
  private final String[] paths;
  private final String[] ids;

  private BlobImport(Path folder, EcosystemGenerator generator) {
    this.folder = folder;
    this.generator = generator;
    paths = new String[generator.fileCount()];
    ids = new String[paths.length];
  }

  /**
   * Writes all files.
   *
   * @return them, in the order of {@link EcosystemGenerator#files}
   * @throws BenchException when git fails
   */
  static List<Blob> of(Path folder, EcosystemGenerator generator) {
    return new BlobImport(folder, generator).write(Runtime.getRuntime().availableProcessors());
  }

  private List<Blob> write(int writers) {
    try (var threads = Executors.newFixedThreadPool(writers)) {
      var written = new ArrayList<Future<?>>();
      for (var writer = 0; writer < writers; writer++) {
        written.add(threads.submit(this::writeShare));
      }
      for (var each : written) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new BenchException("Cannot write the model: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while writing the model", e);
    }
    var blobs = new ArrayList<Blob>();
    for (var number = 0; number < paths.length; number++) {
      blobs.add(new Blob(paths[number], ids[number]));
    }
    return blobs;
  }

  /** Writes files until there are no more. A file's mark is its number, counted from one. */
  private void writeShare() {
    try {
      var marks = Files.createTempFile(folder, "bench-", ".marks");
      var process =
          BenchGit.start(
              folder, List.of("fast-import", "--quiet", "--depth=0", "--export-marks=" + marks));
      try (var out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
        for (var number = next.getAndIncrement();
            number < paths.length;
            number = next.getAndIncrement()) {
          var file = generator.file(number);
          paths[number] = file.path();
          ModelRepository.write(out, "blob\nmark :%d\n".formatted(number + 1));
          ModelRepository.data(out, file.text());
        }
      }
      BenchGit.finish(process, "fast-import");
      for (var line : Files.readAllLines(marks, StandardCharsets.US_ASCII)) {
        var space = line.indexOf(' ');
        ids[Integer.parseInt(line.substring(1, space)) - 1] = line.substring(space + 1);
      }
      Files.delete(marks);
    } catch (IOException e) {
      throw new BenchException("Cannot write the model: " + e.getMessage(), e);
    }
  }
}
