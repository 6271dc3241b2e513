package io.trueup.model.schedule;

import static io.trueup.model.schedule.Stretches.NEVER;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether targets may move by several windows together: not while one that denies is in force, and
 * where there are any that allow, only while one of these is. The order of the windows does not
 * matter. Immutable to callers; safe for any thread. Keeps the change that was found last, so keep
 * one that several platforms share instead of making it again.
 */
public final class CombinedWindows {

  /** The next change is looked for in so many seconds: ten years. */
  private static final long REACH = 3653L * 86_400;

  /** And through so many changes of single windows at least. */
  private static final int STEPS = 100;

  /** And through more, as long as single windows were not looked at as often. */
  private static final int LOOKS = 50_000;

  private final Entry[] allows;
  private final Entry[] denies;

  /** Of the last question. Several threads may replace it: any of theirs is right. */
  private @Nullable Change last;

  /**
   * What was found for an instant.
   *
   * @param to the next change; {@link Stretches#NEVER} when none was found
   */
  private record Change(long from, long to) {

    /** What was not found from one instant may be found from a later one, which is nearer. */
    boolean isOf(long instant) {
      return instant == from || (instant > from && instant < to && to != NEVER);
    }
  }

  private CombinedWindows(Collection<Entry> windows) {
    this.allows = of(windows, WindowKind.ALLOW);
    this.denies = of(windows, WindowKind.DENY);
  }

  /**
   * A window of several.
   *
   * @param since when it begins to count, such as the end of its suspension; null when it counts
   *     already
   */
  public record Entry(WindowKind kind, WindowCalendar calendar, @Nullable Instant since) {

    /** A window that counts already. */
    public Entry(WindowKind kind, WindowCalendar calendar) {
      this(kind, calendar, null);
    }

    private boolean counts(long instant) {
      return since == null || instant >= sinceSecond();
    }

    /** Rounded up, since each second counts as a whole. */
    private long sinceSecond() {
      return since == null
          ? Long.MIN_VALUE
          : since.getNano() == 0 ? since.getEpochSecond() : since.getEpochSecond() + 1;
    }

    /** When it ends to be in force; not after the instant when it is not in force. */
    private long endAt(long instant) {
      return calendar.endAt(instant);
    }

    /** When it is next in force, after an instant; may be in force already. */
    private long startAfter(long instant) {
      if (counts(instant)) {
        return calendar.startAfter(instant);
      }
      var since = sinceSecond();
      return calendar.endAt(since) > since ? since : calendar.startAfter(since);
    }
  }

  /** Windows that are judged together; without any it is always open. */
  public static CombinedWindows of(Collection<Entry> windows) {
    return new CombinedWindows(windows);
  }

  private static Entry[] of(Collection<Entry> windows, WindowKind kind) {
    return windows.stream().filter(it -> it.kind() == kind).toArray(Entry[]::new);
  }

  /** Whether targets may move at an instant. */
  public boolean isOpen(Instant instant) {
    return isOpen(instant.getEpochSecond());
  }

  /**
   * The first instant after another one at which {@link #isOpen} changes; empty when it does not
   * change within ten years, or in spite of a hundred changes of single windows, or thousands where
   * there are few windows.
   */
  public Optional<Instant> nextChange(Instant instant) {
    var second = instant.getEpochSecond();
    var found = last;
    if (found == null || !found.isOf(second)) {
      found = new Change(second, changeAfter(second));
      last = found;
    }
    return found.to() == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(found.to()));
  }

  private long changeAfter(long instant) {
    var at = instant;
    var end = at > NEVER - REACH ? NEVER : at + REACH;
    var open = isOpen(at);
    var steps = Math.max(STEPS, LOOKS / (1 + allows.length + denies.length));
    for (var step = 0; step < steps; step++) {
      at = open ? mayClose(at) : mayOpen(at);
      if (at >= end) {
        return NEVER;
      }
      if (isOpen(at) != open) {
        return at;
      }
    }
    return NEVER;
  }

  private boolean isOpen(long instant) {
    for (var window : denies) {
      if (window.counts(instant) && window.endAt(instant) > instant) {
        return false;
      }
    }
    var isOpen = true;
    for (var window : allows) {
      if (window.counts(instant)) {
        if (window.endAt(instant) > instant) {
          return true;
        }
        isOpen = false;
      }
    }
    return isOpen;
  }

  /** An instant later than one that is open, before which it does not close. */
  private long mayClose(long instant) {
    var first = NEVER;
    for (var window : denies) {
      first = Math.min(first, window.startAfter(instant));
    }
    // One of those that allow is enough, so the one that ends last.
    var last = Long.MIN_VALUE;
    var begins = NEVER;
    for (var window : allows) {
      if (window.counts(instant)) {
        last = Math.max(last, window.endAt(instant));
      } else {
        begins = Math.min(begins, window.sinceSecond());
      }
    }
    return Math.min(first, last == Long.MIN_VALUE ? begins : last);
  }

  /** An instant later than one that is shut, before which it does not open. */
  private long mayOpen(long instant) {
    var last = Long.MIN_VALUE;
    for (var window : denies) {
      if (window.counts(instant)) {
        last = Math.max(last, window.endAt(instant));
      }
    }
    if (last > instant) {
      return last;
    }
    var first = NEVER;
    for (var window : allows) {
      first = Math.min(first, window.startAfter(instant));
    }
    return first;
  }
}
