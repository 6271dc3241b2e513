package io.trueup.listener.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The resources that another process used from its start to its end, with its own children.
 *
 * @param wallNanos elapsed
 * @param cpuMillis of all of its threads; NaN where the system does not report it
 */
record ChildUsage(int exitCode, long wallNanos, double cpuMillis) {

  /** Linux counts in hundredths of a second, on every architecture. */
  private static final double MILLIS_A_TICK = 10;

  /** The fields of the file that are after the name of the program, from zero. */
  private static final int CHILDREN_USER = 13;

  private static final int CHILDREN_SYSTEM = 14;

  /** Runs a process to its end. Meanwhile this process must not run others. */
  static ChildUsage of(ProcessBuilder builder) throws IOException {
    var cpu = childrenCpuMillis();
    var start = System.nanoTime();
    try {
      var exitCode = builder.start().waitFor();
      return new ChildUsage(exitCode, System.nanoTime() - start, childrenCpuMillis() - cpu);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while measuring", e);
    }
  }

  double wallMillis() {
    return wallNanos / 1e6;
  }

  /** Of all processes that this one started and that have ended. */
  private static double childrenCpuMillis() {
    try {
      var line = Files.readString(Path.of("/proc/self/stat"));
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      var ticks = Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]);
      return ticks * MILLIS_A_TICK;
    } catch (IOException _) {
      return Double.NaN;
    }
  }
}
