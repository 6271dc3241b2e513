package io.trueup.listener.engine.nodetime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers with work of one kind do it together. One caller leads at a time and does its own
 * work; what comes meanwhile waits, and the first of those leads next, with all that waits by then.
 * A group waits for nothing. Safe for any thread.
 *
 * @param <K> work of the same key is done together
 * @param <W> work
 * @param <R> what becomes of it
 */
final class GroupTurns<K, W, R> {

  private final int most;
  private final GroupWork<K, W, R> together;
  private final Map<K, Lane<W, R>> lanes = new ConcurrentHashMap<>();

  /** Does work together. */
  interface GroupWork<K, W, R> {

    /** Returns one result for each piece of work, in the same order. */
    List<R> run(K key, List<W> work);
  }

  /**
   * Turns.
   *
   * @param most pieces of work in one group
   */
  GroupTurns(int most, GroupWork<K, W, R> together) {
    this.most = most;
    this.together = together;
  }

  /** Work whose caller waits; only its lane changes it. */
  private static final class Waiting<W, R> {

    private final W work;
    private final Thread caller = Thread.currentThread();
    private @Nullable R result;
    private boolean leads;
    private boolean isOver;

    Waiting(W work) {
      this.work = work;
    }
  }

  /** The work of one key. */
  private static final class Lane<W, R> {

    private final Deque<Waiting<W, R>> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /** Returns whether the caller leads at once. */
    synchronized boolean enter(Waiting<W, R> mine) {
      if (!isBusy) {
        isBusy = true;
        mine.leads = true;
      } else {
        waiting.add(mine);
      }
      return mine.leads;
    }

    synchronized List<Waiting<W, R>> take(Waiting<W, R> mine, int most) {
      var group = new ArrayList<Waiting<W, R>>();
      group.add(mine);
      while (group.size() < most && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
      return group;
    }

    /** Gives the results of a group, none if there are none, and the lead to the next. */
    synchronized void end(List<Waiting<W, R>> group, List<R> results) {
      for (var i = 0; i < group.size(); i++) {
        var each = group.get(i);
        each.result = i < results.size() ? results.get(i) : null;
        each.isOver = true;
        LockSupport.unpark(each.caller);
      }
      var next = waiting.poll();
      if (next == null) {
        isBusy = false;
      } else {
        next.leads = true;
        LockSupport.unpark(next.caller);
      }
    }

    synchronized boolean isSettled(Waiting<W, R> mine) {
      return mine.leads || mine.isOver;
    }

    synchronized boolean leave(Waiting<W, R> mine) {
      return waiting.remove(mine);
    }

    synchronized Optional<R> result(Waiting<W, R> mine) {
      return Optional.ofNullable(mine.result);
    }
  }

  /**
   * Does work together with what others bring at the same time. Blocks until it is done.
   *
   * @return what became of it; empty when it was not done, because this caller was interrupted or
   *     the one that led it failed
   */
  Optional<R> run(K key, W work) {
    var lane = lanes.computeIfAbsent(key, _ -> new Lane<>());
    var mine = new Waiting<W, R>(work);
    if (!lane.enter(mine) && !await(lane, mine)) {
      return Optional.empty();
    }
    if (mine.leads && !mine.isOver) {
      lead(key, lane, mine);
    }
    return lane.result(mine);
  }

  /** Returns whether it was done or leads; its work is withdrawn otherwise. */
  private static <W, R> boolean await(Lane<W, R> lane, Waiting<W, R> mine) {
    var wasInterrupted = false;
    try {
      while (!lane.isSettled(mine)) {
        LockSupport.park(lane);
        if (Thread.interrupted()) {
          wasInterrupted = true;
          if (lane.leave(mine)) {
            return false;
          }
        }
      }
      return true;
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An interrupted caller leads nobody: what it runs would be stopped for the others too. */
  private void lead(K key, Lane<W, R> lane, Waiting<W, R> mine) {
    var isStopped = Thread.currentThread().isInterrupted();
    var group = lane.take(mine, isStopped ? 1 : most);
    List<R> results = List.of();
    try {
      if (!isStopped) {
        results = together.run(key, group.stream().map(it -> it.work).toList());
      }
    } finally {
      lane.end(group, results);
    }
  }
}
