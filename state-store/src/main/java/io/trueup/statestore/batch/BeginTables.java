package io.trueup.statestore.batch;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch of begins reads and writes, within one transaction of a store.
 *
 * @param <X> how the store fails
 */
public interface BeginTables<X extends Exception> {

  /** Runs work in transactions: all of its writes stay, or none. */
  interface Transactions<X extends Exception> {

    /**
     * Runs work in one transaction, and again when the store rolled it back.
     *
     * @param what the work, for messages, such as {@code begin 3 runs}
     */
    <T> T inTransaction(String what, Work<T, X> work);
  }

  /** Work in a transaction. */
  interface Work<T, X extends Exception> {

    /** Does the work; whatever it throws rolls the transaction back. */
    T run(BeginTables<X> tables) throws X;
  }

  /** A node by the name of its platform. */
  record NodeName(PlatformId platform, NodeKey node) {}

  /**
   * Where nodes are.
   *
   * @param numbers of those platforms that exist
   * @param locked those of the nodes that exist and are locked now
   */
  record Located(Map<PlatformId, Integer> numbers, Map<NodeAt, LockedNode> locked) {}

  /**
   * What the answers to jobs depend on beside their nodes' rows.
   *
   * @param now the store's clock
   * @param platforms by number, without those of forgotten sources
   * @param storedLive the runs on the nodes that are stored as live, oldest first, those past their
   *     time too
   * @param holders of the locks of nodes that are changed by hand
   */
  record Circumstances(
      Instant now,
      Map<Integer, PlatformState> platforms,
      List<Map.Entry<NodeAt, Run>> storedLive,
      Map<NodeAt, String> holders) {}

  /** Keeps a platform's pointers in place until the transaction ends. */
  void keepPlatform(int platform) throws X;

  /** Locks nodes in their order, those that another transaction has locked included. */
  Located lockAll(Collection<NodeName> nodes) throws X;

  /** Locks those of the nodes that no other transaction has locked, in their order. */
  Located lockFree(Collection<NodeName> nodes) throws X;

  /** Those of the nodes that exist; locks nothing. */
  Set<NodeAt> existing(Collection<NodeAt> nodes) throws X;

  /**
   * Reads what the answers depend on.
   *
   * @param nodes locked, or known not to exist
   * @param platforms of the nodes
   */
  Circumstances circumstances(Collection<NodeAt> nodes, Map<Integer, PlatformId> platforms)
      throws X;

  /** Marks runs whose time has passed. */
  void expire(Collection<RunId> runs, Instant now) throws X;

  /** What bears on the gates of a platform. */
  GateInputs inputs(PlatformState platform) throws X;

  /** Those of the ids that a run or a whole run has. */
  Set<RunId> taken(Collection<RunId> ids) throws X;

  /** Records runs in their order; returns how many, which are fewer when an id was taken. */
  int insert(List<NewRun> runs) throws X;

  /** Has changes written at the end of the transaction. */
  void tell(Collection<? extends StateChange> changes) throws X;

  /** Marks locked nodes as ones that ran. */
  void markRan(Collection<NodeAt> nodes) throws X;

  /** Marks locked nodes that are about to change as uncertain, except those at their target. */
  void markUncertain(Collection<NodeAt> nodes) throws X;
}
