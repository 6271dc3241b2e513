package io.trueup.listener.lab.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets processes run one after the other, a slot each, and stops them in between: each is as on a
 * machine with a part of this one's cores, whether it runs alone or with others. Not thread-safe.
 */
final class TurnTaking implements AutoCloseable {

  private static final String SLOT_SECONDS = "0.01";

  private final List<Long> pids;
  private final Process shell;

  private TurnTaking(List<Long> pids, Process shell) {
    this.pids = pids;
    this.shell = shell;
  }

  /**
   * Begins.
   *
   * @param pids of at most as many processes as there are slots, where there are several
   * @param slots of a round; with 1 nothing is ever stopped
   * @throws BenchException when there is no POSIX shell
   */
  static TurnTaking begin(List<Long> pids, int slots) {
    if (slots > 1 && pids.size() > slots) {
      throw new IllegalArgumentException(
          "%d processes do not fit into %d slots".formatted(pids.size(), slots));
    }
    return new TurnTaking(List.copyOf(pids), shell(slots == 1 ? ":" : turns(pids, slots)));
  }

  private static String turns(List<Long> pids, int slots) {
    var round =
        IntStream.range(0, slots)
            .mapToObj(it ->
                it < pids.size()
                    ? "kill -CONT %1$d; sleep %2$s; kill -STOP %1$d"
                        .formatted(pids.get(it), SLOT_SECONDS)
                    : "sleep " + SLOT_SECONDS)
            .collect(Collectors.joining("\n"));
    // A benchmark that is killed leaves no process stopped, and no shell.
    return "while kill -0 $PPID; do\n%s\ndone\n%s".formatted(round, allGoOn(pids));
  }

  private static String allGoOn(List<Long> pids) {
    return pids.stream().map(it -> "kill -CONT " + it).collect(Collectors.joining("\n"));
  }

  private static Process shell(String script) {
    try {
      return new ProcessBuilder("sh", "-c", script)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new BenchException("Cannot let processes take turns: " + e.getMessage(), e);
    }
  }

  /** All run again, all the time. */
  @Override
  public void close() {
    shell.destroyForcibly().onExit().join();
    shell(allGoOn(pids)).onExit().join();
  }
}
