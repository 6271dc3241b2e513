package io.trueup.listener.engine.source;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the memory of the open versions of all sources of a process. When they take more, it
 * closes those that were used least recently: first the ones that nothing pins, then pinned ones. A
 * closed version is opened again when it is needed. A pinned version without a file stays open,
 * because it would have to be made again from git. Thread-safe.
 */
public final class ModelBudget {

  private static final Logger LOG = LoggerFactory.getLogger(ModelBudget.class);

  /** The part of the heap that open versions may take unless it is configured. */
  private static final int PART_OF_HEAP = 4;

  private final long limit;
  private final List<PublishedModels> sources = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private volatile boolean isOver;

  /**
   * A budget for one process.
   *
   * @param limit in bytes
   */
  public ModelBudget(long limit) {
    this.limit = limit;
  }

  /**
   * The budget that suits a heap: a quarter of it.
   *
   * @param heap the heap's limit, in bytes
   */
  public static ModelBudget forHeap(long heap) {
    return new ModelBudget(heap / PART_OF_HEAP);
  }

  /** The limit in bytes. */
  public long limit() {
    return limit;
  }

  /** About how many bytes all open versions take. */
  public long bytes() {
    return sources.stream().mapToLong(PublishedModels::bytes).sum();
  }

  void add(PublishedModels source) {
    sources.add(source);
  }

  /**
   * A number that grows with each version that is opened: uses in between count as simultaneous.
   */
  long now() {
    return clock.get();
  }

  private record Open(PublishedModels source, OpenModel model, boolean isPinned) {

    boolean mayBeClosed() {
      return !isPinned || !model.isInMemoryOnly();
    }
  }

  /**
   * Closes what is over the limit.
   *
   * @param opened has just been opened, and stays open
   */
  synchronized void opened(OpenModel opened) {
    clock.incrementAndGet();
    var bytes = bytes();
    if (bytes > limit) {
      for (var victim : victims(opened)) {
        if (victim.source().close(victim.model())) {
          bytes -= victim.model().bytes();
        }
        if (bytes <= limit) {
          break;
        }
      }
    }
    logWhenOver(bytes);
  }

  private List<Open> victims(OpenModel opened) {
    return sources.stream()
        .flatMap(source -> opened(source))
        .filter(it -> it.model() != opened && it.mayBeClosed())
        .sorted(Comparator.comparing(Open::isPinned).thenComparingLong(it -> it.model().lastUsed()))
        .toList();
  }

  private static Stream<Open> opened(PublishedModels source) {
    var pinned = source.pinned();
    return source.open().stream().map(it -> new Open(source, it, pinned.contains(it.commit())));
  }

  private void logWhenOver(long bytes) {
    if (bytes > limit && !isOver) {
      LOG.warn(
          "Open versions of models take about {} bytes, more than the {} of 'models.memory', and"
              + " none of them can be closed. Raise 'models.memory', or see with 'trueup versions"
              + " files' why they have no files",
          bytes,
          limit);
    }
    isOver = bytes > limit;
  }
}
