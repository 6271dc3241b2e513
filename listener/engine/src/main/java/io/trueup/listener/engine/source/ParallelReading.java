package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.CommitFiles;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.model.verdict.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads many files on all cores: some threads inflate contents, the others parse them, and neither
 * waits for the other unless it is far ahead. Memory is bounded: contents that are not parsed yet
 * are at most those of a few batches. One instance reads once.
 */
final class ParallelReading {

  /** As many as read one mirror at once. */
  private static final int READERS = 2;

  private static final int FILES_IN_A_BATCH = 64;

  /** A batch ends early above this. */
  private static final int BYTES_IN_A_BATCH = 4 << 20;

  private final CommitFiles commits;
  private final List<TreeEntry.ModelFile> entries;
  private final int maxBytes;
  private final Parser parser;
  private final int parsers;
  private final Semaphore unparsed;
  private final AtomicInteger next = new AtomicInteger();
  private final Queue<Future<List<ModelFile>>> parsing = new ConcurrentLinkedQueue<>();

  /** Makes a file from its content. Any thread may call it, several at once. */
  interface Parser {
    ModelFile parse(TreeEntry.ModelFile file, byte[] content);
  }

  /**
   * A reading of files.
   *
   * @param maxBytes of each
   */
  ParallelReading(
      CommitFiles commits, List<TreeEntry.ModelFile> entries, int maxBytes, Parser parser) {
    this(commits, entries, maxBytes, parser, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A reading of files.
   *
   * @param maxBytes of each
   * @param parsers how many threads parse
   */
  ParallelReading(
      CommitFiles commits,
      List<TreeEntry.ModelFile> entries,
      int maxBytes,
      Parser parser,
      int parsers) {
    this.commits = commits;
    this.entries = entries;
    this.maxBytes = maxBytes;
    this.parser = parser;
    this.parsers = parsers;
    this.unparsed = new Semaphore(parsers + READERS);
  }

  /**
   * All files, in any order.
   *
   * @throws GitException as {@link CommitFiles} does; the reading ends then
   */
  List<ModelFile> files() {
    var threads =
        Executors.newFixedThreadPool(
            READERS + parsers, Thread.ofPlatform().daemon().name("model-read-", 0).factory());
    try {
      var readers = new ArrayList<Future<?>>();
      for (var reader = 0; reader < READERS; reader++) {
        readers.add(threads.submit(() -> read(threads)));
      }
      for (var reader : readers) {
        result(reader);
      }
      var files = new ArrayList<ModelFile>(entries.size());
      for (var part : parsing) {
        files.addAll(result(part));
      }
      return files;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Reads batches until none is left, and gives them to the threads that parse. */
  private void read(ExecutorService threads) {
    try (var blobs = commits.blobs()) {
      var from = next.getAndAdd(FILES_IN_A_BATCH);
      while (from < entries.size()) {
        var batch = entries.subList(from, Math.min(entries.size(), from + FILES_IN_A_BATCH));
        while (!batch.isEmpty()) {
          awaitParsers();
          var contents =
              blobs.read(
                  batch.stream().map(TreeEntry.ModelFile::blob).toList(),
                  maxBytes,
                  BYTES_IN_A_BATCH);
          var read = batch.subList(0, contents.size());
          parsing.add(threads.submit(() -> parsed(read, contents)));
          batch = batch.subList(contents.size(), batch.size());
        }
        from = next.getAndAdd(FILES_IN_A_BATCH);
      }
    } catch (RuntimeException | Error e) {
      next.set(entries.size()); // the other reader ends too
      throw e;
    }
  }

  /** Ends when the threads are shut down: what waits to be parsed then is never parsed. */
  private void awaitParsers() {
    try {
      unparsed.acquire();
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static GitException interrupted() {
    Thread.currentThread().interrupt();
    return GitException.refused("Cannot read a model: interrupted");
  }

  private List<ModelFile> parsed(List<TreeEntry.ModelFile> batch, List<byte[]> contents) {
    try {
      var files = new ArrayList<ModelFile>(batch.size());
      for (var i = 0; i < batch.size(); i++) {
        files.add(parser.parse(batch.get(i), contents.get(i)));
      }
      return files;
    } finally {
      unparsed.release();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("Cannot read a model", e);
      }
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }
}
