package io.trueup.model.stored;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/** Files in memory that refer to older ones, and are opened again from their bytes. */
public final class MemoryFolder {

  private final StoredForm form;
  private final List<MemoryFile> files = new ArrayList<>();
  private BlockCache cache;

  /** An empty folder. */
  public MemoryFolder(StoredForm form, BlockCache cache) {
    this.form = form;
    this.cache = cache;
  }

  /** Begins a file. */
  public MemoryFile begin(long salt) {
    var file = new MemoryFile(salt, form, cache);
    files.add(file);
    return file;
  }

  /** The number of files. */
  public int size() {
    return files.size();
  }

  /** A file as a reader sees it now, by its place in the order in which they were begun. */
  public StoredFile file(int number) {
    return files.get(number).file();
  }

  /** How often bytes were read from all files since they were opened. */
  public int copies() {
    return files.stream().mapToInt(MemoryFile::copies).sum();
  }

  /** The bytes of all files. */
  public List<byte[]> bytes() {
    return files.stream().map(MemoryFile::bytes).toList();
  }

  /** Opens all files again, as another process does, with an empty cache. */
  public void restart(BlockCache empty) {
    var opened = openedWith(empty, UnaryOperator.identity());
    files.clear();
    files.addAll(opened.files);
    cache = empty;
  }

  /**
   * Another folder of the same files with other bytes.
   *
   * @param change receives the bytes of all files
   */
  public MemoryFolder changed(BlockCache empty, UnaryOperator<List<byte[]>> change) {
    return openedWith(empty, change);
  }

  private MemoryFolder openedWith(BlockCache empty, UnaryOperator<List<byte[]>> change) {
    var opened = new MemoryFolder(form, empty);
    IdentityHashMap<StoredFile, StoredFile> again = new IdentityHashMap<>();
    var bytes = change.apply(bytes());
    for (var i = 0; i < files.size(); i++) {
      var before = files.get(i).file();
      var older = before.older().stream().map(again::get).toList();
      var file = new MemoryFile(bytes.get(i), before.salt(), form, empty, older);
      again.put(before, file.file());
      opened.files.add(file);
    }
    return opened;
  }
}
