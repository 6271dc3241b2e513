package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Looks at real processes, as Linux tells of them. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class TurnTakingTest {

  private final List<Process> processes =
      Stream.generate(TurnTakingTest::sleeper).limit(2).toList();

  private static Process sleeper() {
    try {
      return new ProcessBuilder("sleep", "600").start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  private List<Long> pids() {
    return processes.stream().map(Process::pid).toList();
  }

  private static boolean isStopped(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitStopped(long pid, boolean isStopped) {
    while (isStopped(pid) != isStopped) {
      Thread.onSpinWait();
    }
  }

  @Test
  void stopsEachProcessUntilItsTurn() {
    try (var _ = TurnTaking.begin(pids(), 3)) {
      for (var round = 0; round < 3; round++) {
        pids().forEach(it -> awaitStopped(it, true));
        pids().forEach(it -> awaitStopped(it, false));
      }
      pids().forEach(it -> awaitStopped(it, true));
    }
    assertThat(pids()).noneMatch(TurnTakingTest::isStopped);
  }

  @Test
  void letsAllGoOnAfterTheBenchmarkWasKilled() throws Exception {
    var benchmark =
        new ProcessBuilder(
                ChildProcess.command(
                    ChildProcess.AS_COMMAND,
                    Killed.class.getName(),
                    pids().stream().map(it -> it.toString()).toList()))
            .start();
    try {
      pids().forEach(it -> awaitStopped(it, true));
      var shell = benchmark.toHandle().children().findAny().orElseThrow();

      benchmark.destroyForcibly();

      shell.onExit().get(1, TimeUnit.MINUTES);
      assertThat(pids()).noneMatch(TurnTakingTest::isStopped);
    } finally {
      benchmark.destroyForcibly();
    }
  }

  /** A benchmark that only lets processes take turns. */
  static final class Killed {

    private Killed() {}

    public static void main(String[] pids) throws IOException {
      TurnTaking.begin(Stream.of(pids).map(Long::valueOf).toList(), 3);
      System.in.read();
    }
  }

  @Test
  void refusesMoreProcessesThanSlots() {
    assertThatThrownBy(() -> TurnTaking.begin(List.of(1L, 2L, 3L), 2))
        .hasMessage("3 processes do not fit into 2 slots");
  }
}
