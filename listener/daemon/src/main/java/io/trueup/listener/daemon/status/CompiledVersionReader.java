package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.CompiledVersionsView;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileState;
import io.trueup.listener.daemon.view.CompiledVersionsView.FileView;
import io.trueup.listener.daemon.view.CompiledVersionsView.MemoryView;
import io.trueup.listener.daemon.view.CompiledVersionsView.OpenVersionView;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.versions.ListedVersion;
import io.trueup.listener.engine.versions.NeededVersions;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads which compiled versions there are, and what keeps them. Thread-safe; blocks. */
public final class CompiledVersionReader {

  /** Older versions that nothing needs are listed without their number. */
  private static final int NUMBERED = 200;

  private final StateStore store;
  private final Function<SourceId, Optional<VersionFolder>> folders;
  private final Function<SourceId, ModelUsage> models;

  /**
   * Reads what this process keeps.
   *
   * @param folders of its sources; empty where it keeps none
   * @param models which versions of a source are open
   */
  public CompiledVersionReader(
      StateStore store,
      Function<SourceId, Optional<VersionFolder>> folders,
      Function<SourceId, ModelUsage> models) {
    this.models = models;
    this.store = store;
    this.folders = folders;
  }

  /** The compiled versions of a source; empty where this process keeps none. */
  public Optional<CompiledVersionsView> read(SourceId source) {
    return folders.apply(source).map(it -> view(source, it));
  }

  private CompiledVersionsView view(SourceId source, VersionFolder folder) {
    var listed = folder.list();
    var needed = NeededVersions.of(store, source);
    var numbers = numbers(source, needed.keySet());
    return new CompiledVersionsView(
        source.value(),
        folder.problem().orElse(null),
        listed.stream().mapToLong(ListedVersion::bytes).sum(),
        listed.stream().map(it -> view(it, numbers, needed)).toList(),
        memory(source, numbers));
  }

  /** The versions of a source that are open. */
  public MemoryView memory(SourceId source) {
    return memory(source, numbers(source, Set.of()));
  }

  private MemoryView memory(SourceId source, Map<String, Long> numbers) {
    var usage = models.apply(source);
    return new MemoryView(
        usage.limit(),
        usage.used(),
        usage.opened(),
        usage.closed(),
        usage.versions().stream()
            .map(it ->
                new OpenVersionView(
                    numbers.get(it.commit().value()),
                    it.commit().value(),
                    it.bytes(),
                    it.isPinned(),
                    it.hasFile()))
            .toList());
  }

  private Map<String, Long> numbers(SourceId source, Set<Long> needed) {
    var numbers = new HashMap<String, Long>();
    store
        .versions()
        .newest(source, NUMBERED)
        .forEach(it -> numbers.putIfAbsent(it.commit().value(), it.sequence()));
    for (var version : needed) {
      store
          .versions()
          .find(source, version)
          .ifPresent(it -> numbers.putIfAbsent(it.commit().value(), version));
    }
    return numbers;
  }

  private static FileView view(
      ListedVersion file, Map<String, Long> numbers, Map<Long, SortedSet<String>> needed) {
    var number = numbers.get(Objects.requireNonNullElse(file.commit(), ""));
    return new FileView(
        number,
        file.commit(),
        file.id(),
        state(file.state()),
        file.made(),
        file.bytes(),
        file.bytesWithOlder(),
        file.bytesShared(),
        file.older(),
        List.copyOf(
            number == null ? new TreeSet<String>() : needed.getOrDefault(number, new TreeSet<>())),
        file.isOpen());
  }

  private static FileState state(ListedVersion.State state) {
    return switch (state) {
      case USABLE -> FileState.USABLE;
      case OF_OTHER_PROGRAM -> FileState.OF_OTHER_PROGRAM;
      case BROKEN -> FileState.BROKEN;
      case SET_ASIDE -> FileState.SET_ASIDE;
      case UNFINISHED -> FileState.UNFINISHED;
    };
  }
}
