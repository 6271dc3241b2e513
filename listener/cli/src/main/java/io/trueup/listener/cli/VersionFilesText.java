package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.CompiledVersionsView;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileState;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileView;
import io.trueup.listener.daemon.view.CompiledVersionsView.MemoryView;
import io.trueup.listener.engine.text.Counts;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;

/** Formats compiled versions as text. Pure. */
final class VersionFilesText {

  private VersionFilesText() {}

  static String render(CompiledVersionsView versions, TextStyle ink) {
    var text = new StringBuilder();
    if (versions.files().isEmpty()) {
      text.append(
          "The daemon keeps no compiled version of source '%s'\n".formatted(versions.source()));
    } else {
      var table =
          new TextTable(
              ink,
              "VERSION",
              "COMMIT",
              "MADE",
              "SIZE",
              "WITH OLDER",
              "SHARED",
              "STATE",
              "KEPT FOR");
      versions.files().forEach(it -> row(table, it));
      text.append(table.render());
      text.append(
          "\n%s, %s on disk\n"
              .formatted(
                  Counts.of(versions.files().size(), "file"), Counts.bytes(versions.bytes())));
    }
    text.append(memory(versions.memory()));
    if (versions.problem() != null) {
      text.append('\n').append(versions.problem()).append('\n');
    }
    return text.toString();
  }

  private static String memory(MemoryView memory) {
    if (memory.versions().isEmpty()) {
      return "";
    }
    var open =
        memory.versions().stream()
            .map(it ->
                "%s%s"
                    .formatted(
                        it.version() == null ? it.commit().substring(0, 8) : it.version(),
                        it.hasFile() ? "" : " (without a file)"))
            .collect(Collectors.joining(", "));
    return "\nOpen: %s. All sources take about %s of %s for open versions\n"
        .formatted(open, Counts.bytes(memory.used()), Counts.bytes(memory.limit()));
  }

  private static void row(TextTable table, FileView file) {
    var commit = file.commit();
    table.row(
        cell(Objects.requireNonNullElse(file.version(), "-")),
        cell(commit == null ? "-" : commit.substring(0, 8)),
        cell(file.made().truncatedTo(ChronoUnit.SECONDS)),
        cell(Counts.bytes(file.bytes())),
        cell(Counts.bytes(file.bytesWithOlder())),
        cell(Counts.bytes(file.bytesShared())),
        cell(state(file)),
        cell(file.neededBy().isEmpty() ? "-" : String.join(", ", file.neededBy())));
  }

  private static String state(FileView file) {
    var state =
        switch (file.state()) {
          case USABLE -> "usable";
          case OF_OTHER_PROGRAM -> "of another release";
          case BROKEN -> "broken";
          case SET_ASIDE -> "damaged, set aside";
          case UNFINISHED -> "unfinished";
        };
    return file.isOpen() && file.state() == FileState.USABLE ? "open" : state;
  }
}
