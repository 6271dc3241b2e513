package io.trueup.listener.lab.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Follows how much of the heap is in use after each collection: what a process keeps, without the
 * garbage that it makes. Safe for any thread.
 */
final class HeapWatch {

  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(it -> it.getType() == MemoryType.HEAP)
          .map(it -> it.getName())
          .collect(Collectors.toUnmodifiableSet());

  private int collections;
  private long most;

  private HeapWatch() {}

  /** Begins to follow this process. */
  static HeapWatch start() {
    var watch = new HeapWatch();
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(
            (notification, _) -> watch.note(notification),
            it ->
                it.getType()
                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
            null);
      }
    }
    return watch;
  }

  private synchronized void note(Notification notification) {
    var used =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
            .getGcInfo()
            .getMemoryUsageAfterGc()
            .entrySet()
            .stream()
            .filter(it -> HEAP.contains(it.getKey()))
            .map(it -> it.getValue())
            .mapToLong(MemoryUsage::getUsed)
            .sum();
    collections++;
    most = Math.max(most, used);
  }

  /** The most that was in use after a collection. */
  synchronized long most() {
    return most;
  }

  /** How many collections there were. */
  synchronized int collections() {
    return collections;
  }
}
