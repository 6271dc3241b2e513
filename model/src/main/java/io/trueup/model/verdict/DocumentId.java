package io.trueup.model.verdict;

import org.jspecify.annotations.Nullable;

/**
 * Names one document of a version: by its key, and by its place too where several documents may
 * have the same key. In the order of keys, then of places.
 */
sealed interface DocumentId extends Comparable<DocumentId> permits DocumentKey, DocumentId.Part {

  /** The key that the document has, perhaps together with others. */
  DocumentKey key();

  /** The document at a place that has a key. */
  static DocumentId of(DocumentKey key, Origin origin) {
    return key.kind().mayRepeat() ? new Part(key, origin.path(), origin.index()) : key;
  }

  @Override
  default int compareTo(DocumentId other) {
    var byKey = DocumentKey.compare(key(), other.key());
    if (byKey != 0 || !(this instanceof Part one)) {
      return byKey != 0 ? byKey : other instanceof Part ? -1 : 0;
    }
    if (!(other instanceof Part another)) {
      return 1;
    }
    var byPath = one.path().compareTo(another.path());
    return byPath != 0 ? byPath : Integer.compare(one.index(), another.index());
  }

  /**
   * One of several documents with the same key.
   *
   * @param path of its file
   * @param index of the document in the file
   */
  record Part(DocumentKey key, String path, int index) implements DocumentId {
    // Written out, because equals and hashCode run very often before a compiler has seen them.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part it
          && index == it.index
          && key.equals(it.key)
          && path.equals(it.path);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * key.hashCode() + path.hashCode()) + index;
    }
  }
}
