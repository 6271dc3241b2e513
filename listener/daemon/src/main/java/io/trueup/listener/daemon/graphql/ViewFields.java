package io.trueup.listener.daemon.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import io.trueup.listener.daemon.question.AllowForbidAnswer;
import io.trueup.listener.daemon.question.ContainerAnswer;
import io.trueup.listener.daemon.question.DatasetAnswer;
import io.trueup.listener.daemon.question.DatastoreAnswer;
import io.trueup.listener.daemon.question.Dependents;
import io.trueup.listener.daemon.question.DiffAnswer;
import io.trueup.listener.daemon.question.EcosystemAnswer;
import io.trueup.listener.daemon.question.NativeTypesAnswer;
import io.trueup.listener.daemon.question.NodeAnswer;
import io.trueup.listener.daemon.question.PlatformAnswer;
import io.trueup.listener.daemon.question.TeamAnswer;
import io.trueup.listener.daemon.question.VersionAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer;
import io.trueup.listener.daemon.question.ZoneAnswer;
import io.trueup.listener.daemon.view.NameView;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The types of the schema that are answers, with the records behind them: each component of a
 * record is a field of the same name. Stateless.
 */
final class ViewFields {

  static final Map<String, Class<? extends Record>> TYPES =
      Map.ofEntries(
          Map.entry("Version", VersionAnswer.class),
          Map.entry("Ecosystem", EcosystemAnswer.class),
          Map.entry("Vendor", EcosystemAnswer.VendorAnswer.class),
          Map.entry("OwnedName", EcosystemAnswer.OwnedName.class),
          Map.entry("Zone", ZoneAnswer.class),
          Map.entry("Policies", ZoneAnswer.PoliciesAnswer.class),
          Map.entry("StoragePolicy", ZoneAnswer.StorageAnswer.class),
          Map.entry("AllowForbid", AllowForbidAnswer.class),
          Map.entry("Team", TeamAnswer.class),
          Map.entry("Container", ContainerAnswer.class),
          Map.entry("Store", DatastoreAnswer.class),
          Map.entry("Capture", DatastoreAnswer.CaptureAnswer.class),
          Map.entry("Credential", DatastoreAnswer.CredentialAnswer.class),
          Map.entry("Dataset", DatasetAnswer.class),
          Map.entry("Column", DatasetAnswer.ColumnAnswer.class),
          Map.entry("NativeTypes", NativeTypesAnswer.class),
          Map.entry("NativeColumn", NativeTypesAnswer.NativeColumn.class),
          Map.entry("NativeProblem", NativeTypesAnswer.NativeProblem.class),
          Map.entry("PhysicalName", NameView.class),
          Map.entry("Workspace", WorkspaceAnswer.class),
          Map.entry("Group", WorkspaceAnswer.GroupAnswer.class),
          Map.entry("Requirements", WorkspaceAnswer.RequirementsAnswer.class),
          Map.entry("Assignment", WorkspaceAnswer.AssignmentAnswer.class),
          Map.entry("GroupDataset", WorkspaceAnswer.SinkAnswer.class),
          Map.entry("Transformer", WorkspaceAnswer.TransformerAnswer.class),
          Map.entry("Platform", PlatformAnswer.class),
          Map.entry("PurposeCredential", PlatformAnswer.PurposeAnswer.class),
          Map.entry("Hint", PlatformAnswer.HintAnswer.class),
          Map.entry("Graph", PlatformAnswer.GraphAnswer.class),
          Map.entry("KindCount", PlatformAnswer.KindCount.class),
          Map.entry("Node", NodeAnswer.class),
          Map.entry("NodeReference", NodeAnswer.NodeReference.class),
          Map.entry("Dependents", Dependents.class),
          Map.entry("WorkspaceUse", Dependents.WorkspaceUse.class),
          Map.entry("TransformerUse", Dependents.TransformerUse.class),
          Map.entry("PlatformUse", Dependents.PlatformUse.class),
          Map.entry("Diff", DiffAnswer.class),
          Map.entry("KindChanges", DiffAnswer.KindChanges.class),
          Map.entry("PlatformChanges", DiffAnswer.PlatformChanges.class),
          Map.entry("DeclarationChange", DiffAnswer.DeclarationChange.class),
          Map.entry("NodeChange", DiffAnswer.NodeChangeAnswer.class));

  private ViewFields() {}

  /** What reads the fields of a record, by name. */
  static Map<String, DataFetcher<?>> of(Class<? extends Record> type) {
    var fields = new TreeMap<String, DataFetcher<?>>();
    Arrays.stream(type.getRecordComponents())
        .forEach(it ->
            fields.put(
                it.getName(),
                it.getType() == List.class ? new ListField(it) : new ComponentField(it)));
    return fields;
  }

  private static @Nullable Object value(RecordComponent component, Object source) {
    try {
      return component.getAccessor().invoke(source);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Answers are public records", e);
    }
  }

  /** A component that is no list. */
  private record ComponentField(RecordComponent component)
      implements LightDataFetcher<@Nullable Object> {

    @Override
    public @Nullable Object get(
        GraphQLFieldDefinition field,
        Object source,
        Supplier<DataFetchingEnvironment> environment) {
      return value(component, source);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
      return value(component, Fetching.source(environment, Object.class));
    }
  }

  /** A component that is a list: its items count. */
  private record ListField(RecordComponent component)
      implements LightDataFetcher<@Nullable Object> {

    @Override
    public @Nullable Object get(
        GraphQLFieldDefinition field,
        Object source,
        Supplier<DataFetchingEnvironment> environment) {
      var value = value(component, source);
      if (value instanceof List<?> list && !list.isEmpty()) {
        Fetching.spend(environment.get(), list.size());
      }
      return value;
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
      return get(
          environment.getFieldDefinition(),
          Fetching.source(environment, Object.class),
          () -> environment);
    }
  }
}
