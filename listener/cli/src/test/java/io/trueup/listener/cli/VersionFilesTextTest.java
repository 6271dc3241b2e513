package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.CompiledVersionsView;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileState;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileView;
import io.trueup.listener.daemon.view.CompiledVersionsView.MemoryView;
import io.trueup.listener.daemon.view.CompiledVersionsView.OpenVersionView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionFilesTextTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static FileView file(
      @Nullable Long version, FileState state, boolean isOpen, String... neededBy) {
    return new FileView(
        version,
        "4a8a08f0".repeat(5),
        "00".repeat(32),
        state,
        NOON,
        2048,
        3 << 20,
        1 << 20,
        List.of(),
        List.of(neededBy),
        isOpen);
  }

  @Test
  void listsFilesWithTheirUse() {
    var text =
        VersionFilesText.render(
            new CompiledVersionsView(
                "acme",
                null,
                5 << 20,
                List.of(
                    file(3L, FileState.USABLE, true, "Live: merged", "accepted"),
                    file(2L, FileState.OF_OTHER_PROGRAM, false),
                    file(null, FileState.SET_ASIDE, false)),
                new MemoryView(
                    1 << 30,
                    96 << 10,
                    2,
                    0,
                    List.of(
                        new OpenVersionView(3L, "4a8a08f0".repeat(5), 64 << 10, true, true),
                        new OpenVersionView(null, "5b8a08f0".repeat(5), 1, false, false)))),
            TextStyle.PLAIN);

    assertThat(text.lines().map(it -> it.replaceAll(" +", " ").strip()))
        .containsExactly(
            "VERSION COMMIT MADE SIZE WITH OLDER SHARED STATE KEPT FOR",
            "3 4a8a08f0 2026-03-01T12:00:00Z 2.0 kB 3.0 MB 1.0 MB open Live: merged, accepted",
            "2 4a8a08f0 2026-03-01T12:00:00Z 2.0 kB 3.0 MB 1.0 MB of another release -",
            "- 4a8a08f0 2026-03-01T12:00:00Z 2.0 kB 3.0 MB 1.0 MB damaged, set aside -",
            "",
            "3 files, 5.0 MB on disk",
            "",
            "Open: 3, 5b8a08f0 (without a file). All sources take about 96.0 kB of 1.0 GB for open"
                + " versions");
  }

  @Test
  void saysWhyNoneCanBeWritten() {
    var text =
        VersionFilesText.render(
            new CompiledVersionsView(
                "acme", "The disk is full. Free space", 0, List.of(), MemoryView.NONE),
            TextStyle.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            The daemon keeps no compiled version of source 'acme'

            The disk is full. Free space
            """);
  }
}
