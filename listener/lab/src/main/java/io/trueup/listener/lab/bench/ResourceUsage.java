package io.trueup.listener.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The resources that this process used for a piece of work.
 *
 * @param wallNanos elapsed
 * @param cpuNanos of all threads of the process, including the compiler's and the collector's
 * @param peakHeapBytes the peak use of the heap's pools, garbage included
 */
record ResourceUsage(long wallNanos, long cpuNanos, long peakHeapBytes) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Measures one piece of work. */
  static ResourceUsage of(Runnable work) {
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    var cpu = SYSTEM.getProcessCpuTime();
    var start = System.nanoTime();
    work.run();
    return new ResourceUsage(
        System.nanoTime() - start,
        SYSTEM.getProcessCpuTime() - cpu,
        heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum());
  }

  /** The CPU of all threads since the process started. */
  static double processCpuMillis() {
    return SYSTEM.getProcessCpuTime() / 1e6;
  }

  double wallMillis() {
    return wallNanos / 1e6;
  }

  double cpuMillis() {
    return cpuNanos / 1e6;
  }

  /** The heap in use after a collection. */
  @SuppressWarnings("SystemGc") // only a collection shows what is retained
  static long retainedBytes() {
    System.gc();
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** The peak resident memory of the process so far; 0 where the system does not report it. */
  static long peakResidentBytes() {
    return status("VmHWM:");
  }

  /** The resident memory of the process; 0 where the system does not report it. */
  static long residentBytes() {
    return status("VmRSS:");
  }

  /** The resident memory of another process; 0 where the system does not report it. */
  static long residentBytes(long process) {
    return status(Long.toString(process), "VmRSS:");
  }

  /**
   * The resident memory that no other process shares: what one more process costs. NaN where the
   * system does not report it.
   */
  static double privateBytes() {
    return privateBytes("self");
  }

  /** The same of another process. */
  static double privateBytes(long process) {
    return privateBytes(Long.toString(process));
  }

  private static double privateBytes(String process) {
    try (var lines = Files.lines(Path.of("/proc", process, "smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Private_"))
          .mapToLong(ResourceUsage::bytes)
          .sum();
    } catch (IOException _) {
      return Double.NaN;
    }
  }

  private static long status(String field) {
    return status("self", field);
  }

  private static long status(String process, String field) {
    try (var lines = Files.lines(Path.of("/proc", process, "status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(ResourceUsage::bytes)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  /** The value of a line such as {@code VmRSS: 1024 kB}. */
  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }
}
