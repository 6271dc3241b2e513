package io.trueup.listener.lab.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Writes the progress of a measurement, with the seconds since its start. */
final class ProgressLog {

  private final PrintWriter out;
  private final long start = System.nanoTime();

  ProgressLog(PrintWriter out) {
    this.out = out;
  }

  void log(String what) {
    out.println(String.format(Locale.ROOT, "%7.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    out.flush();
  }
}
