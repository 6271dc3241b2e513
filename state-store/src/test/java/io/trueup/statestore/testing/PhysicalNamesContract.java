package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.NameTakenException;
import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.PhysicalName;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.PhysicalNames}. */
abstract class PhysicalNamesContract extends Contract {

  private static final String WAREHOUSE = "db.acme:5432/warehouse";
  private static final String LAKE = "db.acme:5432/lake";
  private static final PlatformId MONTHLY = new PlatformId(ACME, "Monthly");
  private static final AuditedApproval APPROVAL = new AuditedApproval(ANN, "kept for a year");
  private static final ModelName ORDERS = relation("Live/NW_Data/orders/merge");
  private static final ModelName CUSTOMERS = relation("Live/NW_Data/customers/merge");

  PhysicalNamesContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void acceptPlatforms() {
    stage.accept(impact("Live", fingerprint(1)), impact("Monthly", fingerprint(1)));
  }

  private static ModelName relation(String path) {
    return new ModelName("RELATION", path);
  }

  private static AllocationRequest wish(ModelName logical, String... candidates) {
    return new AllocationRequest(logical, "live", INGEST, List.of(candidates));
  }

  private static PhysicalName given(StateStore in, PlatformId platform, AllocationRequest wish) {
    return in.names().allocate(WAREHOUSE, platform, List.of(wish)).values().iterator().next();
  }

  private static String give(StateStore in, PlatformId platform, AllocationRequest wish) {
    return given(in, platform, wish).name();
  }

  private String give(AllocationRequest wish) {
    return give(store, LIVE, wish);
  }

  private List<String> search(Filter filter) {
    return store.names().search(LIVE, filter, Position.START, 100).stream()
        .map(PhysicalName::qualified)
        .toList();
  }

  @Test
  void theFirstFreeCandidateIsAllocated() {
    assertThat(give(wish(ORDERS, "orders", "orders_1"))).isEqualTo("orders");
    assertThat(give(wish(CUSTOMERS, "orders", "orders_2"))).isEqualTo("orders_2");
  }

  @Test
  void anAllocatedNameIsFoundByItsLogicalName() {
    var before = store.now();
    var given = given(store, LIVE, wish(ORDERS, "orders"));

    assertThat(given)
        .isEqualTo(
            new PhysicalName(
                WAREHOUSE, LIVE, ORDERS, "live", "orders", INGEST, given.allocatedAt(), null));
    assertThat(given.allocatedAt()).isBetween(before, store.now());
    assertThat(suite.otherHandle().names().find(WAREHOUSE, LIVE, List.of(CUSTOMERS, ORDERS)))
        .containsOnly(Map.entry(ORDERS, given));
  }

  @Test
  void aPreviewShowsTheNextAllocationAndAllocatesNothing() {
    give(wish(ORDERS, "orders"));
    store.names().retire(WAREHOUSE, LIVE, List.of(INGEST));
    var before = store.names().search(LIVE, Filter.ALL, Position.START, 100);
    var wishes = List.of(wish(CUSTOMERS, "orders", "orders_2"), wish(ORDERS, "orders"));

    var foreseen = store.names().previewAllocation(WAREHOUSE, LIVE, wishes);

    assertThat(store.names().search(LIVE, Filter.ALL, Position.START, 100)).isEqualTo(before);
    var given = store.names().allocate(WAREHOUSE, LIVE, wishes);
    assertThat(foreseen.keySet()).containsExactlyElementsOf(given.keySet());
    assertThat(foreseen.values())
        .extracting(PhysicalName::qualified, PhysicalName::node, PhysicalName::retiredAt)
        .containsExactlyElementsOf(
            given.values().stream()
                .map(it -> tuple(it.qualified(), it.node(), it.retiredAt()))
                .toList());
  }

  @Test
  void aPreviewFailsWhereTheAllocationWould() {
    give(store, MONTHLY, wish(ORDERS, "orders"));

    assertThatThrownBy(() ->
            store.names().previewAllocation(WAREHOUSE, LIVE, List.of(wish(CUSTOMERS, "orders"))))
        .isInstanceOf(NameTakenException.class);
  }

  @Test
  void namesComeInTheOrderOfTheRequests() {
    store.names().allocate(WAREHOUSE, LIVE, List.of(wish(CUSTOMERS, "customers")));

    assertThat(
            store
                .names()
                .allocate(
                    WAREHOUSE, LIVE, List.of(wish(ORDERS, "orders"), wish(CUSTOMERS, "customers")))
                .keySet())
        .containsExactly(ORDERS, CUSTOMERS);
    assertThat(store.names().find(WAREHOUSE, LIVE, List.of(ORDERS, CUSTOMERS)).keySet())
        .containsExactly(ORDERS, CUSTOMERS);
  }

  @Test
  void anAllocatedNameStaysWhateverIsRequestedLater() {
    give(wish(ORDERS, "orders"));

    var again = new AllocationRequest(ORDERS, "elsewhere", INGEST, List.of("better"));
    var kept = given(store, LIVE, again);

    assertThat(kept.qualified()).isEqualTo("live.orders");
  }

  @Test
  void allocatingTheSameAgainWritesNothing() {
    give(wish(ORDERS, "orders"));
    var before = stage.everything();

    give(wish(ORDERS, "orders"));

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anEmptyRequestAllocatesNothing() {
    assertThat(store.names().allocate(WAREHOUSE, LIVE, List.of())).isEmpty();
    assertThat(store.names().find(WAREHOUSE, LIVE, List.of())).isEmpty();
  }

  @Test
  void aRepeatedRequestInOneCallGetsOneName() {
    var given =
        store
            .names()
            .allocate(WAREHOUSE, LIVE, List.of(wish(ORDERS, "orders"), wish(ORDERS, "other")));

    assertThat(given.values()).extracting(PhysicalName::name).containsExactly("orders");
    assertThat(search(Filter.ALL)).containsExactly("live.orders");
  }

  @Test
  void twoRequestsInOneCallNeverGetOneName() {
    var given =
        store
            .names()
            .allocate(WAREHOUSE, LIVE, List.of(wish(ORDERS, "a", "b"), wish(CUSTOMERS, "a", "c")));

    assertThat(given.values()).extracting(PhysicalName::name).containsExactly("a", "c");
  }

  @Test
  void anotherPlatformDoesNotGetTheName() {
    give(wish(ORDERS, "orders"));

    assertThat(give(store, MONTHLY, wish(ORDERS, "orders", "orders_1"))).isEqualTo("orders_1");
  }

  @Test
  void aNameIsUniqueInItsContainerSchemaAndKind() {
    give(wish(ORDERS, "orders"));

    store.names().allocate(LAKE, LIVE, List.of(wish(CUSTOMERS, "orders")));
    give(new AllocationRequest(CUSTOMERS, "other", INGEST, List.of("orders")));
    give(
        new AllocationRequest(
            new ModelName("ROLE", "Live/readers"), "live", null, List.of("orders")));
    give(wish(relation("Live/NW_Data/x/merge"), "Orders"));

    assertThat(search(Filter.ALL))
        .containsExactly(
            "live.orders", "live.Orders", "live.orders", "other.orders", "live.orders");
  }

  @Test
  void whenAllCandidatesAreTakenNothingIsAllocatedAndTheHolderIsNamed() {
    give(store, MONTHLY, wish(ORDERS, "orders"));
    var before = stage.everything();

    assertThatThrownBy(() ->
            store
                .names()
                .allocate(
                    WAREHOUSE, LIVE, List.of(wish(CUSTOMERS, "free"), wish(ORDERS, "orders"))))
        .isInstanceOf(NameTakenException.class)
        .hasMessage(
            "Cannot name relation 'Live/NW_Data/orders/merge': orders are taken, the last by"
                + " relation 'Live/NW_Data/orders/merge' of platform 'acme/Monthly'");

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anUnknownPlatformGetsNoNames() {
    var unknown = new PlatformId(ACME, "Unknown");

    assertThatThrownBy(() -> give(store, unknown, wish(ORDERS, "orders")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find platform 'acme/Unknown'");
    assertThat(store.names().search(unknown, Filter.ALL, Position.START, 10)).isEmpty();
  }

  @Test
  void manyRequestsAtOnceNeverGetOneName() throws Exception {
    var calls = new ArrayList<Callable<String>>();
    for (var number = 0; number < 20; number++) {
      var candidates = new ArrayList<String>();
      for (var candidate = 0; candidate < 20; candidate++) {
        candidates.add("name_" + candidate);
      }
      var wish = new AllocationRequest(relation("Live/S/" + number), "live", INGEST, candidates);
      var in = number % 2 == 0 ? store : suite.otherHandle();
      calls.add(() -> give(in, LIVE, wish));
    }

    var names = atOnce(calls);

    assertThat(new HashSet<>(names)).hasSize(20);
    assertThat(search(Filter.ALL)).hasSize(20);
  }

  @Test
  void oneObjectThatManyRequestAtOnceGetsOneName() throws Exception {
    var calls = new ArrayList<Callable<String>>();
    for (var number = 0; number < 20; number++) {
      var wish = wish(ORDERS, "name_" + number);
      var in = number % 2 == 0 ? store : suite.otherHandle();
      calls.add(() -> give(in, LIVE, wish));
    }

    assertThat(new HashSet<>(atOnce(calls))).hasSize(1);
    assertThat(search(Filter.ALL)).hasSize(1);
  }

  @Test
  void retiringMarksTheNamesOfNodesAndKeepsThem() {
    give(wish(ORDERS, "orders"));
    give(new AllocationRequest(CUSTOMERS, "live", EXPORT, List.of("customers")));
    give(new AllocationRequest(new ModelName("SCHEMA", "Live"), "", null, List.of("live")));

    store.names().retire(WAREHOUSE, LIVE, List.of(INGEST));

    var retired = store.names().ofNodes(WAREHOUSE, LIVE, List.of(INGEST)).getFirst();
    assertThat(retired.retiredAt()).isNotNull();
    assertThat(store.names().search(LIVE, Filter.ALL, Position.START, 10))
        .filteredOn(name -> name.retiredAt() != null)
        .containsExactly(retired);
    assertThat(give(wish(relation("Live/x"), "orders", "orders_1"))).isEqualTo("orders_1");

    store.names().retire(WAREHOUSE, LIVE, List.of(INGEST));
    assertThat(store.names().find(WAREHOUSE, LIVE, List.of(ORDERS))).containsValue(retired);
  }

  @Test
  void aNodeThatComesBackGetsItsNameAgain() {
    give(wish(ORDERS, "orders"));
    store.names().retire(WAREHOUSE, LIVE, List.of(INGEST));

    var back = given(store, LIVE, new AllocationRequest(ORDERS, "live", EXPORT, List.of("x")));

    assertThat(back.name()).isEqualTo("orders");
    assertThat(back.node()).isEqualTo(EXPORT);
    assertThat(back.retiredAt()).isNull();
    assertThat(store.names().find(WAREHOUSE, LIVE, List.of(ORDERS))).containsValue(back);
  }

  @Test
  void aReleasedNameIsFreeAndItsReleaseIsAudited() {
    give(wish(ORDERS, "orders"));
    give(wish(CUSTOMERS, "customers"));

    store.names().release(WAREHOUSE, LIVE, List.of(ORDERS), APPROVAL);

    assertThat(search(Filter.ALL)).containsExactly("live.customers");
    var entry = stage.lastAudit("platform:acme/Live");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.NAMES_RELEASED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("kept for a year");
    assertThat(entry.before()).contains(WAREHOUSE, "live.orders").doesNotContain("customers");
    assertThat(give(wish(relation("Live/x"), "orders", "orders_1"))).isEqualTo("orders");
    assertThat(give(wish(ORDERS, "orders", "orders_1"))).isEqualTo("orders_1");
  }

  @Test
  void releasingAnUnknownNameWritesNothing() {
    give(store, MONTHLY, wish(ORDERS, "orders"));
    var before = stage.everything();

    store.names().release(WAREHOUSE, LIVE, List.of(ORDERS), APPROVAL);
    store.names().release(LAKE, MONTHLY, List.of(ORDERS), APPROVAL);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void namesOfNodesAreThoseOfTheContainer() {
    give(wish(ORDERS, "orders"));
    give(wish(CUSTOMERS, "customers"));
    give(new AllocationRequest(new ModelName("SCHEMA", "Live"), "", null, List.of("live")));
    store.names().allocate(LAKE, LIVE, List.of(wish(ORDERS, "lake_orders")));

    assertThat(store.names().ofNodes(WAREHOUSE, LIVE, List.of(INGEST, EXPORT)))
        .extracting(PhysicalName::name)
        .containsExactly("customers", "orders");
    assertThat(store.names().ofNodes(WAREHOUSE, LIVE, List.of(EXPORT))).isEmpty();
  }

  @Test
  void namesOfManyDatasetsAreThoseThatASearchFindsForEach() {
    for (var path :
        List.of("Live/S/a/merge", "Live/S/a/view", "Live/S/ab", "Live/T/a", "S/a", "a/S")) {
      give(wish(relation(path), path.replace('/', '_')));
    }
    store.names().allocate(LAKE, LIVE, List.of(wish(relation("Live/S/a/merge"), "lake_a")));
    store.names().allocate(LAKE, MONTHLY, List.of(wish(relation("Monthly/S/a"), "monthly_a")));
    var datasets = List.of("S/a", "T/a", "S/none");

    var found = store.names().ofDatasets(LIVE, datasets, 100);

    assertThat(found)
        .isEqualTo(
            store.names().search(LIVE, Filter.ALL, Position.START, 100).stream()
                .filter(name ->
                    datasets.stream()
                        .anyMatch(it -> new Filter(null, null, it, null).matches(name)))
                .toList());
    assertThat(found)
        .extracting(PhysicalName::name)
        .containsExactlyInAnyOrder("Live_S_a_merge", "Live_S_a_view", "Live_T_a", "S_a", "lake_a");
    assertThat(store.names().ofDatasets(LIVE, datasets, 2)).isEqualTo(found.subList(0, 2));
    assertThat(store.names().ofDatasets(LIVE, List.of(), 2)).isEmpty();
  }

  @Test
  void namesAreSearchedPageByPage() {
    for (var number = 0; number < 7; number++) {
      give(wish(relation("Live/S/d" + number), "t" + number));
    }
    var seen = new ArrayList<String>();

    var after = Position.START;
    for (var page = store.names().search(LIVE, Filter.ALL, after, 3);
        !page.isEmpty();
        page = store.names().search(LIVE, Filter.ALL, after, 3)) {
      page.forEach(name -> seen.add(name.name()));
      after = page.getLast().position();
    }

    assertThat(seen).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
  }

  @Test
  void namesAreSearchedByTheirParts() {
    give(wish(ORDERS, "orders"));
    give(new AllocationRequest(CUSTOMERS, "live", EXPORT, List.of("customers")));
    give(wish(relation("Live/NW_Data/customers_old/merge"), "customers_old"));
    give(new AllocationRequest(new ModelName("SCHEMA", "Live"), "", null, List.of("live")));
    store.names().allocate(LAKE, LIVE, List.of(wish(ORDERS, "lake_orders")));

    assertThat(search(Filter.in(LAKE))).containsExactly("live.lake_orders");
    assertThat(search(new Filter(null, EXPORT, null, null))).containsExactly("live.customers");
    assertThat(search(new Filter(null, null, "NW_Data/customers", null)))
        .containsExactly("live.customers");
    assertThat(search(new Filter(null, null, null, "live.orders"))).containsExactly("live.orders");
    assertThat(search(new Filter(null, null, null, "live"))).containsExactly("live");
    assertThat(search(new Filter(LAKE, NodeKey.trigger("Live", "x"), null, null))).isEmpty();
  }

  @Test
  void theFormOfATableIsFoundByItsName() {
    give(wish(ORDERS, "orders"));
    store.names().recordForms(WAREHOUSE, LIVE, Map.of(ORDERS, "id integer", CUSTOMERS, "nameless"));
    store.names().recordForms(WAREHOUSE, LIVE, Map.of(ORDERS, "id bigint"));

    assertThat(suite.otherHandle().names().forms(WAREHOUSE, LIVE, List.of(CUSTOMERS, ORDERS)))
        .containsOnly(Map.entry(ORDERS, "id bigint"));
    assertThat(store.names().forms(LAKE, LIVE, List.of(ORDERS))).isEmpty();
  }

  @Test
  void aNameThatIsSetAsideIsKeptAndAnotherIsAllocated() {
    var aside = relation("Live/NW_Data/orders@1/merge");
    give(wish(ORDERS, "orders", "orders_1"));
    store.names().recordForms(WAREHOUSE, LIVE, Map.of(ORDERS, "id integer"));
    var before = store.now();

    store.names().setAside(WAREHOUSE, LIVE, Map.of(ORDERS, aside));
    store.names().setAside(WAREHOUSE, LIVE, Map.of(ORDERS, aside));

    assertThat(store.names().find(WAREHOUSE, LIVE, List.of(ORDERS))).isEmpty();
    var kept = store.names().find(WAREHOUSE, LIVE, List.of(aside)).values().iterator().next();
    assertThat(kept.qualified()).isEqualTo("live.orders");
    assertThat(kept.node()).isEqualTo(INGEST);
    assertThat(kept.retiredAt()).isBetween(before, store.now());
    assertThat(give(wish(ORDERS, "orders", "orders_1"))).isEqualTo("orders_1");
    assertThat(store.names().forms(WAREHOUSE, LIVE, List.of(ORDERS, aside)))
        .containsOnly(Map.entry(aside, "id integer"));
    var entry = stage.lastAudit("platform:acme/Live");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.NAMES_SET_ASIDE);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.before()).contains("live.orders", WAREHOUSE);
  }

  @Test
  void aNameThatWasSetAsideIsReleasedAlone() {
    var aside = relation("Live/NW_Data/orders@1/merge");
    give(wish(ORDERS, "orders", "orders_1"));
    store.names().setAside(WAREHOUSE, LIVE, Map.of(ORDERS, aside));
    give(wish(ORDERS, "orders", "orders_1"));

    store.names().release(WAREHOUSE, LIVE, List.of(aside), APPROVAL);

    assertThat(search(Filter.ALL)).containsExactly("live.orders_1");
    assertThat(give(wish(CUSTOMERS, "orders"))).isEqualTo("orders");
  }
}
