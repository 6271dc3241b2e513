package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NameRules;
import io.trueup.statestore.NameRules.Slot;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The names in containers, requested and allocated in bulk. */
final class PostgresPhysicalNames implements PhysicalNames {

  private static final String FIND =
      """
      SELECT n.container, p.source, p.name AS platform, n.kind, n.logical, n.within, n.name, n.node,
             n.given_at, n.retired_at
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (kind, logical, ordinal)
        JOIN platform AS p ON p.source = ? AND p.name = ?
        JOIN physical_name AS n
          ON n.container = ?
         AND n.platform = p.id
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
       ORDER BY t.ordinal
      """;

  /** Names of one container are allocated by one transaction after the other. */
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('trueup names in ' || ?, 0)) AS locked
      """;

  private static final String HOLDERS =
      """
      SELECT n.kind, n.within, n.name, n.logical, p.source, p.name AS platform
        FROM unnest(?::text[], ?::text[], ?::text[]) AS t (kind, within, name)
        JOIN physical_name AS n
          ON n.container = ?
         AND n.kind = t.kind
         AND n.within = t.within
         AND n.name = t.name
         AND n.released_at IS NULL
        JOIN platform AS p ON p.id = n.platform
      """;

  private static final String ALLOCATE =
      """
      INSERT INTO physical_name (container, platform, kind, logical, within, name, node, given_at)
      SELECT ?, ?, t.kind, t.logical, t.within, t.name, t.node, ?
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             AS t (kind, logical, within, name, node)
      """;

  private static final String KEEP =
      """
      UPDATE physical_name AS n
         SET node = t.node,
             retired_at = NULL
        FROM unnest(?::text[], ?::text[], ?::text[]) AS t (kind, logical, node)
       WHERE n.container = ?
         AND n.platform = ?
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
      """;

  private static final String RETIRE =
      """
      UPDATE physical_name AS n
         SET retired_at = clock_timestamp()
        FROM platform AS p
       WHERE p.source = ?
         AND p.name = ?
         AND n.platform = p.id
         AND n.node = ANY (?)
         AND n.container = ?
         AND n.retired_at IS NULL
         AND n.released_at IS NULL
      """;

  private static final String RELEASE =
      """
      UPDATE physical_name AS n
         SET released_at = clock_timestamp()
        FROM platform AS p,
             unnest(?::text[], ?::text[]) AS t (kind, logical)
       WHERE p.source = ?
         AND p.name = ?
         AND n.container = ?
         AND n.platform = p.id
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
      RETURNING concat_ws('.', nullif(n.within, ''), n.name) AS qualified
      """;

  private final Database database;
  private final PostgresTableForms forms;
  private final PostgresNameLists lists;

  PostgresPhysicalNames(Database database) {
    this.database = database;
    this.forms = new PostgresTableForms(database);
    this.lists = new PostgresNameLists(database);
  }

  @Override
  public Map<ModelName, PhysicalName> find(
      String container, PlatformId platform, Collection<ModelName> names) {
    return database.inTransaction(
        "look up names in '%s'".formatted(container), tx -> find(tx, container, platform, names));
  }

  private static Map<ModelName, PhysicalName> find(
      Transaction tx, String container, PlatformId platform, Collection<ModelName> names)
      throws SQLException {
    var found = new LinkedHashMap<ModelName, PhysicalName>();
    tx.query(
            FIND,
            PostgresNameLists::name,
            names.stream().map(ModelName::kind).toList(),
            names.stream().map(ModelName::path).toList(),
            platform.source(),
            platform.name(),
            container)
        .forEach(name -> found.put(name.logical(), name));
    return found;
  }

  @Override
  public Map<ModelName, PhysicalName> previewAllocation(
      String container, PlatformId platform, List<AllocationRequest> requests) {
    return database.inTransaction(
        "preview names in '%s'".formatted(container),
        tx -> new Allocation(tx, container, platform).preview(asked(requests)));
  }

  private static Map<ModelName, AllocationRequest> asked(List<AllocationRequest> requests) {
    var asked = new LinkedHashMap<ModelName, AllocationRequest>();
    requests.forEach(request -> asked.putIfAbsent(request.logical(), request));
    return asked;
  }

  @Override
  public Map<ModelName, PhysicalName> allocate(
      String container, PlatformId platform, List<AllocationRequest> requests) {
    var asked = asked(requests);
    return database.inTransaction(
        "allocate names in '%s'".formatted(container),
        tx -> {
          var known = find(tx, container, platform, asked.keySet());
          return known.size() == asked.size() && asked.values().stream().allMatch(isUpToDate(known))
              ? known
              : new Allocation(tx, container, platform).allocate(asked);
        });
  }

  private static Predicate<AllocationRequest> isUpToDate(Map<ModelName, PhysicalName> known) {
    return request -> {
      var name = known.get(request.logical());
      return name != null
          && name.retiredAt() == null
          && Objects.equals(name.node(), request.node());
    };
  }

  /** Allocates names in one transaction. */
  private record Allocation(Transaction tx, String container, PlatformId platform) {

    Map<ModelName, PhysicalName> allocate(Map<ModelName, AllocationRequest> asked)
        throws SQLException {
      var id = PostgresPlatforms.requireKnown(tx, platform);
      tx.queryExactlyOne(LOCK, _ -> true, container);
      var known = find(tx, container, platform, asked.keySet());
      var requests = new ArrayList<>(asked.values());
      requests.removeIf(isUpToDate(known));
      keep(id, requests.stream().filter(request -> known.containsKey(request.logical())).toList());
      requests.removeIf(request -> known.containsKey(request.logical()));
      var chosen = NameRules.choose(requests, holders(NameRules.slots(requests)));
      var now = tx.now();
      insert(id, requests, chosen, now);
      return all(asked, known, chosen, now);
    }

    Map<ModelName, PhysicalName> preview(Map<ModelName, AllocationRequest> asked)
        throws SQLException {
      var known = find(tx, container, platform, asked.keySet());
      var requests = new ArrayList<>(asked.values());
      requests.removeIf(request -> known.containsKey(request.logical()));
      var chosen = NameRules.choose(requests, holders(NameRules.slots(requests)));
      return all(asked, known, chosen, tx.now());
    }

    private Map<ModelName, PhysicalName> all(
        Map<ModelName, AllocationRequest> asked,
        Map<ModelName, PhysicalName> known,
        Map<ModelName, Slot> chosen,
        Instant now) {
      var all = new LinkedHashMap<ModelName, PhysicalName>();
      asked.forEach((logical, request) ->
          all.put(logical, allocated(request, known.get(logical), chosen.get(logical), now)));
      return all;
    }

    private Map<Slot, String> holders(List<Slot> slots) throws SQLException {
      var holders = new HashMap<Slot, String>();
      tx.query(
              HOLDERS,
              row ->
                  Map.entry(
                      new Slot(row.text("kind"), row.text("within"), row.text("name")),
                      "%s of platform '%s'"
                          .formatted(
                              new ModelName(row.text("kind"), row.text("logical")),
                              row.platform("source", "platform"))),
              slots.stream().map(Slot::kind).toList(),
              slots.stream().map(Slot::within).toList(),
              slots.stream().map(Slot::name).toList(),
              container)
          .forEach(holder -> holders.put(holder.getKey(), holder.getValue()));
      return holders;
    }

    private void keep(int id, List<AllocationRequest> requests) throws SQLException {
      if (!requests.isEmpty()) {
        tx.update(
            KEEP,
            requests.stream().map(request -> request.logical().kind()).toList(),
            requests.stream().map(request -> request.logical().path()).toList(),
            Transaction.array(requests, AllocationRequest::node),
            container,
            id);
      }
    }

    private void insert(
        int id, List<AllocationRequest> requests, Map<ModelName, Slot> chosen, Instant now)
        throws SQLException {
      if (!requests.isEmpty()) {
        tx.update(
            ALLOCATE,
            container,
            id,
            now,
            requests.stream().map(request -> request.logical().kind()).toList(),
            requests.stream().map(request -> request.logical().path()).toList(),
            chosen.values().stream().map(Slot::within).toList(),
            chosen.values().stream().map(Slot::name).toList(),
            Transaction.array(requests, AllocationRequest::node));
      }
    }

    private PhysicalName allocated(
        AllocationRequest request,
        @Nullable PhysicalName known,
        @Nullable Slot chosen,
        Instant now) {
      return new PhysicalName(
          container,
          platform,
          request.logical(),
          known == null ? Objects.requireNonNull(chosen).within() : known.within(),
          known == null ? Objects.requireNonNull(chosen).name() : known.name(),
          request.node(),
          known == null ? now : known.allocatedAt(),
          null);
    }
  }

  @Override
  public List<PhysicalName> ofNodes(
      String container, PlatformId platform, Collection<NodeKey> nodes) {
    return lists.ofNodes(container, platform, nodes);
  }

  @Override
  public List<PhysicalName> ofDatasets(
      PlatformId platform, Collection<String> datasets, int limit) {
    return lists.ofDatasets(platform, datasets, limit);
  }

  @Override
  public List<PhysicalName> search(PlatformId platform, Filter filter, Position after, int limit) {
    return lists.search(platform, filter, after, limit);
  }

  @Override
  public void retire(String container, PlatformId platform, Collection<NodeKey> nodes) {
    database.run(
        "retire names in '%s'".formatted(container),
        tx -> tx.update(RETIRE, platform.source(), platform.name(), nodes, container));
  }

  @Override
  public void release(
      String container,
      PlatformId platform,
      Collection<ModelName> names,
      AuditedApproval approval) {
    database.run(
        "release names in '%s'".formatted(container),
        tx -> {
          var released =
              tx
                  .query(
                      RELEASE,
                      row -> row.text("qualified"),
                      names.stream().map(ModelName::kind).toList(),
                      names.stream().map(ModelName::path).toList(),
                      platform.source(),
                      platform.name(),
                      container)
                  .stream()
                  .sorted()
                  .toList();
          if (!released.isEmpty()) {
            PostgresAudit.append(
                tx,
                new NewEntry(
                    approval.actor(),
                    AuditVerbs.NAMES_RELEASED,
                    Lease.resource(platform),
                    StoreJson.object("container", container, "names", released),
                    null,
                    approval.reason()));
          }
        });
  }

  @Override
  public Map<ModelName, String> forms(
      String container, PlatformId platform, Collection<ModelName> names) {
    return forms.find(container, platform, names);
  }

  @Override
  public void recordForms(String container, PlatformId platform, Map<ModelName, String> recorded) {
    forms.record(container, platform, recorded);
  }

  @Override
  public void setAside(String container, PlatformId platform, Map<ModelName, ModelName> names) {
    forms.setAside(container, platform, names);
  }
}
