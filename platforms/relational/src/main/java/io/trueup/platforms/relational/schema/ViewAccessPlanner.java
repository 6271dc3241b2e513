package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans how a recreated view gets exactly the privileges and labels that it had, no more and no
 * fewer, after its owner was restored. Not thread-safe: one for each view.
 */
final class ViewAccessPlanner {

  private static final int VERSION_WITH_MAINTAIN = 17;

  private static final List<String> EVERYTHING =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER");

  private final ObjectName name;
  private final ViewAccess access;
  private final ServerSession server;
  private final String owner;
  private final List<SchemaChange> changes = new ArrayList<>();

  ViewAccessPlanner(ObjectName name, String owner, ViewAccess access, ServerSession server) {
    this.name = name;
    this.owner = owner.isEmpty() ? server.user() : owner;
    this.access = access;
    this.server = server;
  }

  /** Why a grant cannot be repeated: the session's user may not act for its grantor. */
  Optional<String> obstacle() {
    return delegated()
        .filter(it -> !it.isGrantorOurs())
        .findFirst()
        .map(it ->
            "'%s' granted %s on view %s to '%s', which only '%s' can do again. Let '%s' act for it: GRANT %s TO %s; or have the view's owner grant that instead"
                .formatted(
                    it.grantor(),
                    it.grant().privilege(),
                    name,
                    it.grant().role(),
                    it.grantor(),
                    server.user(),
                    PostgresSql.identifier(it.grantor()),
                    PostgresSql.identifier(server.user())));
  }

  private Stream<ViewAccess.Entry> delegated() {
    return Stream.concat(access.held().entries().stream(), access.columns().stream())
        .filter(it -> !it.grantor().equals(owner));
  }

  /**
   * The changes, in their order.
   *
   * @param columns names of the columns that the view has now
   */
  List<SchemaChange> changes(Collection<String> columns) {
    changes.clear();
    others();
    owners();
    var entries =
        Stream.concat(
                access.held().entries().stream().filter(it -> !isOfOwner(it)),
                access.columns().stream().filter(it -> columns.contains(it.column())))
            .toList();
    entries.stream().filter(it -> it.grantor().equals(owner)).forEach(it -> grant(it, null));
    for (var label : access.labels()) {
      if (label.column() == null || columns.contains(label.column())) {
        changes.add(
            new SchemaChange.SecurityLabel(name, label.column(), label.provider(), label.text()));
      }
    }
    passedOn(entries);
    return asOwner(changes);
  }

  /**
   * Runs the changes as the owner. A user who is not the owner but a member of several roles would
   * grant in the name of any of them that may.
   */
  private List<SchemaChange> asOwner(List<SchemaChange> changes) {
    if (changes.isEmpty() || (owner.equals(server.user()) && delegated().findAny().isEmpty())) {
      return List.copyOf(changes);
    }
    var all = new ArrayList<SchemaChange>();
    if (!owner.equals(server.user())) {
      all.add(new SchemaChange.ActAs(name, owner));
    }
    all.addAll(changes);
    all.add(new SchemaChange.ActAs(name, null));
    return all;
  }

  private boolean isOfOwner(ViewAccess.Entry entry) {
    return entry.grant().role().equals(owner);
  }

  /** Revokes what other roles get by default privileges and did not have before. */
  private void others() {
    var held =
        access.held().entries().stream().map(ViewAccess.Entry::grant).collect(Collectors.toSet());
    var roles = new TreeSet<String>();
    access.initial().entries().stream()
        .map(ViewAccess.Entry::grant)
        .filter(it -> !it.role().equals(server.user()) && !it.role().equals(owner))
        .filter(it -> !held.contains(it))
        .forEach(it -> roles.add(it.role()));
    roles.forEach(it -> changes.add(new SchemaChange.RevokeOn(name, it)));
  }

  private void owners() {
    var wanted = privileges(access.held(), List.of(owner));
    var initial = privileges(access.initial(), List.of(owner, server.user()));
    if (wanted.equals(initial)) {
      return;
    }
    if (!wanted.containsAll(initial)) {
      changes.add(new SchemaChange.RevokeOn(name, owner));
      initial = Set.of();
    }
    for (var privilege : wanted) {
      if (!initial.contains(privilege)) {
        changes.add(new SchemaChange.GrantOn(name, new Grant(owner, privilege, false)));
      }
    }
  }

  private Set<String> privileges(ViewAccess.Acl acl, List<String> roles) {
    var privileges = new LinkedHashSet<String>();
    if (acl.isStandard()) {
      privileges.addAll(EVERYTHING);
      if (server.version() >= VERSION_WITH_MAINTAIN) {
        privileges.add("MAINTAIN");
      }
    }
    acl.entries().stream()
        .map(ViewAccess.Entry::grant)
        .filter(it -> roles.contains(it.role()))
        .forEach(it -> privileges.add(it.privilege()));
    return privileges;
  }

  /** Repeats delegated grants, each after the grant that lets its grantor pass it on. */
  private void passedOn(List<ViewAccess.Entry> entries) {
    var left = new ArrayList<>(entries.stream().filter(it -> !it.grantor().equals(owner)).toList());
    var done = new ArrayList<>(entries.stream().filter(it -> it.grantor().equals(owner)).toList());
    while (!left.isEmpty()) {
      var next =
          left.stream()
              .filter(it -> done.stream().anyMatch(before -> lets(before, it)))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      done.add(next);
      grant(next, next.grantor());
    }
  }

  private static boolean lets(ViewAccess.Entry before, ViewAccess.Entry after) {
    return before.grant().isGrantable()
        && before.grant().role().equals(after.grantor())
        && before.grant().privilege().equals(after.grant().privilege())
        && (before.column() == null || before.column().equals(after.column()));
  }

  private void grant(ViewAccess.Entry entry, @Nullable String as) {
    if (as != null) {
      changes.add(new SchemaChange.ActAs(name, as));
    }
    changes.add(
        entry.column() == null
            ? new SchemaChange.GrantOn(name, entry.grant())
            : new SchemaChange.GrantOnColumn(name, entry.column(), entry.grant()));
  }
}
