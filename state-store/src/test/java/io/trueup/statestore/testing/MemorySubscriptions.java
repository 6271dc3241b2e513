package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Filter;
import io.trueup.statestore.Subscription.Standstill;
import io.trueup.statestore.Subscriptions;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Webhooks that get events, by name. */
final class MemorySubscriptions implements Subscriptions {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemorySubscriptions(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public List<Subscription> all() {
    return transactor.in(
        "subscriptions.all", () -> state.subscriptions.rows().stream().map(this::shown).toList());
  }

  @Override
  public Optional<Subscription> find(String name) {
    return transactor.in("subscriptions.find", () -> found(name));
  }

  private Optional<Subscription> found(String name) {
    return Optional.ofNullable(state.subscriptions.find(name)).map(this::shown);
  }

  private Subscription shown(Subscription row) {
    var position = state.changeReaders.find(row.reader());
    return position == null ? row : with(row, position, row.suspension(), row.failure());
  }

  private static Subscription with(
      Subscription row,
      long position,
      @Nullable Standstill suspension,
      @Nullable Standstill failure) {
    return new Subscription(
        row.id(),
        row.name(),
        row.url(),
        row.filter(),
        row.secretNumber(),
        row.createdBy(),
        row.createdAt(),
        position,
        suspension,
        failure);
  }

  @Override
  public Optional<Subscription> add(String name, String url, Filter filter, Actor actor) {
    return transactor.in(
        "subscriptions.add",
        () -> {
          if (state.subscriptions.find(name) != null) {
            return Optional.empty();
          }
          var last = state.positions.map().isEmpty() ? 0 : state.positions.map().lastKey();
          var id = state.nextId();
          var added =
              new Subscription(
                  id, name, url, filter, 1, actor.name(), state.now(), last, null, null);
          state.subscriptions.put(name, added);
          state.changeReaders.put(added.reader(), last);
          state.audit(
              actor,
              AuditVerbs.SUBSCRIPTION_ADDED,
              "subscription:" + name,
              null,
              MemoryJson.of("url", url),
              "Events go to this webhook from now on");
          return found(name);
        });
  }

  @Override
  public Optional<Subscription> change(String name, Order order, Actor actor, String reason) {
    return transactor.in(
        "subscriptions.change",
        () -> {
          var before = found(name);
          if (before.isPresent() && carryOut(before.get(), order, reason)) {
            state.audit(actor, AuditVerbs.of(order), "subscription:" + name, null, null, reason);
          }
          return order == Order.REMOVE ? before : found(name);
        });
  }

  private boolean carryOut(Subscription row, Order order, String reason) {
    switch (order) {
      case SUSPEND -> {
        if (row.suspension() != null) {
          return false;
        }
        state.changeReaders.remove(row.reader());
        put(with(row, row.position(), new Standstill(reason, state.now()), null));
      }
      case RESUME -> {
        if (row.suspension() == null) {
          return false;
        }
        state.changeReaders.put(row.reader(), row.position());
        put(with(row, row.position(), null, row.failure()));
      }
      case ROTATE ->
          put(
              new Subscription(
                  row.id(),
                  row.name(),
                  row.url(),
                  row.filter(),
                  row.secretNumber() + 1,
                  row.createdBy(),
                  row.createdAt(),
                  row.position(),
                  row.suspension(),
                  row.failure()));
      case REMOVE -> {
        state.changeReaders.remove(row.reader());
        state.subscriptions.remove(row.name());
        state.deadEvents.remove(row.id());
      }
    }
    return true;
  }

  private void put(Subscription row) {
    state.subscriptions.put(row.name(), row);
  }

  @Override
  public void fail(Lease lease, long subscription, String reason) {
    underLease(
        lease,
        subscription,
        row -> {
          var before = row.failure();
          var since = before == null ? state.now() : before.since();
          put(with(row, row.position(), row.suspension(), new Standstill(reason, since)));
        });
  }

  @Override
  public void recover(Lease lease, long subscription) {
    underLease(lease, subscription, row -> put(with(row, row.position(), row.suspension(), null)));
  }

  @Override
  public void leaveOut(Lease lease, long subscription, long position, String reason) {
    underLease(
        lease,
        subscription,
        _ -> {
          var dead = new TreeMap<>(dead(subscription));
          dead.putIfAbsent(position, new DeadEvent(position, reason, state.now()));
          state.deadEvents.put(subscription, dead);
        });
  }

  private SortedMap<Long, DeadEvent> dead(long subscription) {
    var dead = state.deadEvents.find(subscription);
    return dead == null ? new TreeMap<>() : dead;
  }

  private void underLease(
      Lease lease, long subscription, java.util.function.Consumer<Subscription> work) {
    transactor.run(
        "subscriptions.record",
        () -> {
          state.fence(lease, StateChanges.resource(Subscription.reader(subscription)));
          state.subscriptions.rows().stream()
              .filter(it -> it.id() == subscription)
              .findFirst()
              .ifPresent(work);
        });
  }

  @Override
  public List<DeadEvent> deadEvents(long subscription, int limit) {
    return transactor.in(
        "subscriptions.deadEvents",
        () -> dead(subscription).values().stream().limit(limit).toList());
  }

  @Override
  public void forgetDeadEvent(long subscription, long position) {
    transactor.run(
        "subscriptions.forgetDeadEvent",
        () -> {
          var dead = new TreeMap<>(dead(subscription));
          dead.remove(position);
          state.deadEvents.put(subscription, dead);
        });
  }
}
