package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;
import org.jspecify.annotations.Nullable;

/** Counts the items of a page and remembers its end. Not thread-safe. */
final class PageEnd {

  private final int limit;
  private int count;
  private String last = "";
  private boolean isFollowed;

  PageEnd(int limit) {
    this.limit = limit;
  }

  /** Counts an item; true when it is the first one after the page. */
  boolean isReached(String position) {
    if (count == limit) {
      isFollowed = true;
      return true;
    }
    count++;
    last = position;
    return false;
  }

  /** The cursor of the next page; null when nothing follows. */
  @Nullable String cursor(ModelVersion version, String list) {
    return isFollowed ? ListCursor.write(version, list, last) : null;
  }
}
