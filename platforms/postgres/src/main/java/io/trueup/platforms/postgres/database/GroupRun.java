package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.CatalogReader.Finding;
import io.trueup.platforms.postgres.database.TransactionResult.Failed;
import io.trueup.platforms.postgres.database.TransactionResult.Landed;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.spi.SharedFence;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.io.Serial;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of several requests in shared transactions, each of which may block what it
 * changes for an instant. A transaction that fails is divided until the request that makes it fail
 * is alone; that one is left, as is each whose relations others lock, or that needs a transaction
 * of its own. Not thread-safe: one for each run.
 */
final class GroupRun {

  private static final Logger LOG = LoggerFactory.getLogger(GroupRun.class);

  /** A task looks at more relations than it changes. */
  private static final int MOST_RELATIONS = 3 * TransactionPlanner.OBJECTS_PER_TRANSACTION;

  private final SessionContext session;
  private final String platform;
  private final long version;
  private final SharedFence fence;
  private final StatementPolicy policy;
  private final List<Member> members = new ArrayList<>();
  private int transactions;
  private boolean isInterrupted;

  /** A request with the progress of its tasks. */
  private static final class Member {

    final TaskGroup group;
    final List<TaskProgress> tasks;
    boolean isLeft;

    Member(TaskGroup group) {
      this.group = group;
      this.tasks = group.tasks().stream().map(TaskProgress::new).toList();
    }

    boolean isOpen() {
      return !isLeft && tasks.stream().anyMatch(it -> !it.hasEnded());
    }

    List<TaskProgress> open() {
      return tasks.stream().filter(it -> !it.hasEnded()).toList();
    }

    int relations() {
      return open().stream().mapToInt(it -> Math.max(1, it.task().relations().size())).sum();
    }

    GroupResult result() {
      if (isLeft) {
        return new GroupResult.Left(tasks.stream().flatMap(it -> it.landed().stream()).toList());
      }
      var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
      tasks.forEach(it -> outcomes.put(it.task().node(), it.outcome()));
      return new GroupResult.Ended(outcomes);
    }
  }

  /** Some requests may change nothing any more. */
  private static final class LostRequests extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Set<String> standing;

    LostRequests(Set<String> standing) {
      this.standing = Set.copyOf(standing);
    }
  }

  GroupRun(SessionContext session, String platform, long version, SharedFence fence) {
    this.session = session;
    this.platform = platform;
    this.version = version;
    this.fence = fence;
    this.policy = StatementPolicy.allowing(platform, Set.of());
  }

  /** Runs requests; returns one result for each, in their order. */
  List<GroupResult> run(List<TaskGroup> groups) {
    groups.forEach(it -> members.add(new Member(it)));
    try {
      resolveOpenBatches();
      for (var open = open(); !open.isEmpty(); open = open()) {
        chunks(open).forEach(this::runChunk);
      }
    } catch (StoppedException _) {
      isInterrupted = true;
      leaveAll();
    } catch (SQLException e) {
      endAll(new Failed(e, "", false));
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    LOG.debug(
        "Ran {} requests of {} in {} together, in {} transactions; {} are left",
        members.size(),
        platform,
        session.container(),
        transactions,
        members.stream().filter(it -> it.isLeft).count());
    return members.stream().map(Member::result).toList();
  }

  private List<Member> open() {
    return members.stream().filter(Member::isOpen).toList();
  }

  /** Finds out how batches ended that an earlier process left open; there are none as a rule. */
  private void resolveOpenBatches() throws SQLException {
    var record = record(members);
    var nodes = new HashSet<NodeKey>();
    members.forEach(member -> member.tasks.forEach(it -> nodes.add(it.task().node())));
    if (!record.hasOpen(nodes)) {
      return;
    }
    var tasks = members.stream().flatMap(it -> it.group.tasks().stream()).toList();
    var planned =
        new CatalogReader(session)
            .differences(tasks).stream()
                .map(Finding::plan)
                .flatMap(it -> it.statements().stream())
                .map(PlannedStatement::sql)
                .collect(Collectors.toSet());
    record.resolve(nodes, planned);
  }

  private static Deque<List<Member>> chunks(List<Member> open) {
    var chunks = new ArrayDeque<List<Member>>();
    var relations = 0;
    for (var member : open) {
      if (chunks.isEmpty() || relations + member.relations() > MOST_RELATIONS) {
        chunks.add(new ArrayList<>());
        relations = 0;
      }
      chunks.getLast().add(member);
      relations += member.relations();
    }
    return chunks;
  }

  private void runChunk(List<Member> chunk) {
    var open = chunk.stream().filter(Member::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    try {
      switch (transaction(open)) {
        case Landed(var plan, var interrupted) -> {
          isInterrupted |= interrupted;
          landed(plan, open);
          if (interrupted) {
            leaveAll();
          }
        }
        case Failed failed -> failed(failed, open);
      }
    } catch (LostRequests lost) {
      open.stream()
          .filter(it -> !lost.standing.contains(it.group.id()))
          .forEach(it -> it.isLeft = true);
      runChunk(open);
    }
  }

  private TransactionResult transaction(List<Member> chunk) {
    var context =
        new RunContext(
            session,
            new StepContext(platform, "jobs", version, () -> requireStanding(chunk)),
            record(chunk),
            policy);
    var tasks = chunk.stream().flatMap(it -> it.open().stream()).toList();
    return DdlTransaction.run(context, TransactionRequest.brief(tasks), transactions++);
  }

  private BatchRecord record(Collection<Member> of) {
    var requests = new HashMap<NodeKey, TaskGroup>();
    for (var member : of) {
      member.tasks.forEach(it -> requests.put(it.task().node(), member.group));
    }
    return BatchRecord.shared(
        session.environment().journal(), session.container(), platform, requests);
  }

  private void requireStanding(List<Member> chunk) {
    var ids = chunk.stream().map(it -> it.group.id()).toList();
    var standing = fence.standing(ids);
    if (!standing.containsAll(ids)) {
      throw new LostRequests(standing);
    }
  }

  /** Takes over what a transaction brought about. */
  private static void landed(TransactionPlan plan, List<Member> chunk) {
    plan.ended().forEach(it -> it.progress().end(it.outcome()));
    for (var part : plan.parts()) {
      var progress = part.progress();
      progress.landed(part.next().statements());
      if (part.next().isLast()) {
        progress.end(progress.asDone());
      }
    }
    var separate = Set.copyOf(plan.separate());
    chunk.stream()
        .filter(it -> it.tasks.stream().anyMatch(separate::contains))
        .forEach(it -> it.isLeft = true);
  }

  /** Divides what failed, unless nothing else would succeed in this database now either. */
  private void failed(Failed failed, List<Member> chunk) {
    isInterrupted |= failed.isInterrupted() || failed.failure() instanceof StoppedException;
    if (isInterrupted) {
      leaveAll();
    } else if (SqlStates.isDatabaseUnusable(failed.failure())) {
      endAll(failed);
    } else if (chunk.size() == 1) {
      chunk.getFirst().isLeft = true;
    } else {
      var middle = chunk.size() / 2;
      runChunk(chunk.subList(0, middle));
      runChunk(chunk.subList(middle, chunk.size()));
    }
  }

  /** The caller that runs all of them was interrupted, and the others were not. */
  private void leaveAll() {
    open().forEach(it -> it.isLeft = true);
  }

  private void endAll(Failed reason) {
    var sentence = session.failures().sentence(reason.failure(), reason.blockers());
    for (var member : open()) {
      member.open().forEach(it -> it.end(new StepOutcome.Failed(sentence)));
    }
  }
}
