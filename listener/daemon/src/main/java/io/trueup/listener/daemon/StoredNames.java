package io.trueup.listener.daemon;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.statestore.NameTakenException;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.PhysicalName;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.PlatformId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registry of physical names, in the state store. */
final class StoredNames implements NameRegistry {

  private final PhysicalNames names;

  StoredNames(PhysicalNames names) {
    this.names = names;
  }

  @Override
  public Map<LogicalName, AllocatedName> find(
      String container, String platform, Collection<LogicalName> logical) {
    return given(names.find(container, PlatformId.parse(platform), inModel(logical)));
  }

  @Override
  public Map<LogicalName, AllocatedName> allocate(
      String container, String platform, List<NameRequest> requests) {
    return translatingTaken(
        () -> names.allocate(container, PlatformId.parse(platform), wishes(requests)));
  }

  @Override
  public Map<LogicalName, AllocatedName> previewAllocation(
      String container, String platform, List<NameRequest> requests) {
    return translatingTaken(
        () -> names.previewAllocation(container, PlatformId.parse(platform), wishes(requests)));
  }

  private static List<AllocationRequest> wishes(List<NameRequest> requests) {
    return requests.stream().map(StoredNames::wish).toList();
  }

  private static Map<LogicalName, AllocatedName> translatingTaken(
      Supplier<Map<ModelName, PhysicalName>> names) {
    try {
      return given(names.get());
    } catch (NameTakenException e) {
      throw new io.trueup.platforms.spi.NoFreeNameException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<AllocatedName> ofNodes(String container, String platform, Collection<NodeKey> nodes) {
    return names.ofNodes(container, PlatformId.parse(platform), nodes).stream()
        .map(StoredNames::given)
        .toList();
  }

  @Override
  public List<AllocatedName> all(
      String container, String platform, @Nullable AllocatedName after, int limit) {
    var id = PlatformId.parse(platform);
    var last = after == null ? Position.START : position(container, after);
    return names.search(id, Filter.in(container), last, limit).stream()
        .map(StoredNames::given)
        .toList();
  }

  @Override
  public void retire(String container, String platform, Collection<NodeKey> nodes) {
    names.retire(container, PlatformId.parse(platform), nodes);
  }

  @Override
  public Map<LogicalName, String> forms(
      String container, String platform, Collection<LogicalName> logical) {
    var forms = new LinkedHashMap<LogicalName, String>();
    names
        .forms(container, PlatformId.parse(platform), inModel(logical))
        .forEach((name, form) -> forms.put(logical(name), form));
    return forms;
  }

  @Override
  public void recordForms(String container, String platform, Map<LogicalName, String> forms) {
    var recorded = new LinkedHashMap<ModelName, String>();
    forms.forEach((logical, form) -> recorded.put(inModel(logical), form));
    names.recordForms(container, PlatformId.parse(platform), recorded);
  }

  @Override
  public void setAside(String container, String platform, Map<LogicalName, LogicalName> logical) {
    var aside = new LinkedHashMap<ModelName, ModelName>();
    logical.forEach((before, after) -> aside.put(inModel(before), inModel(after)));
    names.setAside(container, PlatformId.parse(platform), aside);
  }

  @Override
  public void release(
      String container,
      String platform,
      Collection<LogicalName> logical,
      OperatorApproval allowance) {
    names.release(
        container,
        PlatformId.parse(platform),
        inModel(logical),
        StoredStatements.approval(allowance));
  }

  private static List<ModelName> inModel(Collection<LogicalName> logical) {
    return logical.stream().map(StoredNames::inModel).toList();
  }

  private static ModelName inModel(LogicalName logical) {
    return new ModelName(logical.kind().name(), logical.pathText());
  }

  private static AllocationRequest wish(NameRequest request) {
    return new AllocationRequest(
        inModel(request.logical()), request.within(), request.node(), request.candidates());
  }

  private static Map<LogicalName, AllocatedName> given(Map<ModelName, PhysicalName> found) {
    var given = new LinkedHashMap<LogicalName, AllocatedName>();
    for (var name : found.values()) {
      var it = given(name);
      given.put(it.logical(), it);
    }
    return given;
  }

  private static AllocatedName given(PhysicalName it) {
    return new AllocatedName(
        logical(it.logical()),
        it.within(),
        it.name(),
        it.platform().toString(),
        it.node(),
        it.allocatedAt(),
        it.retiredAt());
  }

  private static LogicalName logical(ModelName name) {
    return LogicalName.of(LogicalName.Kind.valueOf(name.kind()), name.path());
  }

  private static Position position(String container, AllocatedName it) {
    return new Position(container, inModel(it.logical()).kind(), it.within(), it.name());
  }
}
