package io.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.problem.Severity;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.schedule.WindowKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The texts of enums that documents, fingerprints, the state store, files of the fragment cache or
 * JSON hold. They come from the constants' names, so renaming a constant would change them: it
 * breaks this test instead.
 */
class StoredTextsTest {

  /** By enum, the names of its constants in the order of their declaration. */
  static final List<Map.Entry<Class<? extends Enum<?>>, String>> NAMES =
      List.of(
          Map.entry(
              Assignment.Status.class, "PROVISIONING PROVISIONED DECOMMISSIONING DECOMMISSIONED"),
          Map.entry(Capture.Kind.class, "CDC SNAPSHOT WATERMARK KAFKA TRANSFORMER"),
          Map.entry(Capture.Consistency.class, "SINGLE_DATASET MULTI_DATASET"),
          Map.entry(
              Credential.Kind.class,
              "USER_PASSWORD API_KEY API_TOKEN CLIENT_CERTIFICATE CA_BUNDLE"),
          Map.entry(
              DataContainer.Type.class,
              "POSTGRES MYSQL ORACLE SQLSERVER DB2 SNOWFLAKE REDSHIFT BIGQUERY ICEBERG KAFKA"
                  + " MANAGED"),
          Map.entry(History.class, "LIVE_ONLY FORENSIC LIVE_WITH_HISTORY"),
          Map.entry(Priority.class, "CRITICAL HIGH MEDIUM LOW"),
          Map.entry(PlatformDependency.OnFailure.class, "WAIT GO"),
          Map.entry(RolloutPolicy.On.class, "MERGE SCHEDULE MANUAL NEVER"),
          Map.entry(RolloutPolicy.AtClose.class, "FINISH DRAIN CANCEL"),
          Map.entry(RolloutPolicy.VersionOrder.class, "NEWEST EACH"),
          Map.entry(RolloutPolicy.OnDrift.class, "TELL REPAIR"),
          Map.entry(WindowKind.class, "ALLOW DENY"),
          Map.entry(StoragePolicy.Encryption.class, "ANY REQUIRED"),
          Map.entry(Vendor.Cloud.class, "PRIVATE AWS AZURE GCP ORACLE IBM ALIBABA OTHER"),
          Map.entry(Severity.class, "ERROR WARNING"),
          Map.entry(NodeState.class, "PENDING REALIZED AWAITING_NODE_TIME RETIRING RETIRED"),
          Map.entry(StepAction.class, "PROVISION ALTER RETIRE"));

  @ParameterizedTest
  @FieldSource("NAMES")
  void keepsTheNamesOfConstants(Map.Entry<Class<? extends Enum<?>>, String> row) {
    assertThat(Stream.of(row.getKey().getEnumConstants()).map(Enum::name))
        .containsExactly(row.getValue().split(" ", -1));
  }

  /** The text forms follow from the names in two ways. */
  @Test
  void keepsTheTextForms() {
    assertThat(texts(Capture.Consistency.values(), Capture.Consistency::text))
        .containsExactly("single-dataset", "multi-dataset");
    assertThat(texts(Credential.Kind.values(), Credential.Kind::text))
        .containsExactly(
            "user-password", "api-key", "api-token", "client-certificate", "ca-bundle");
    assertThat(texts(History.values(), History::text))
        .containsExactly("live-only", "forensic", "live-with-history");
    assertIsLowerCase(Assignment.Status.values(), Assignment.Status::text);
    assertIsLowerCase(Capture.Kind.values(), Capture.Kind::text);
    assertIsLowerCase(DataContainer.Type.values(), DataContainer.Type::text);
    assertIsLowerCase(Priority.values(), Priority::text);
    assertIsLowerCase(PlatformDependency.OnFailure.values(), PlatformDependency.OnFailure::text);
    assertIsLowerCase(RolloutPolicy.On.values(), RolloutPolicy.On::text);
    assertIsLowerCase(RolloutPolicy.AtClose.values(), RolloutPolicy.AtClose::text);
    assertIsLowerCase(RolloutPolicy.VersionOrder.values(), RolloutPolicy.VersionOrder::text);
    assertIsLowerCase(RolloutPolicy.OnDrift.values(), RolloutPolicy.OnDrift::text);
    assertIsLowerCase(WindowKind.values(), WindowKind::text);
    assertIsLowerCase(StoragePolicy.Encryption.values(), StoragePolicy.Encryption::text);
    assertIsLowerCase(Vendor.Cloud.values(), Vendor.Cloud::text);
  }

  private static <E extends Enum<E>> List<String> texts(E[] values, Function<E, String> text) {
    return Arrays.stream(values).map(text).toList();
  }

  private static <E extends Enum<E>> void assertIsLowerCase(E[] values, Function<E, String> text) {
    for (var value : values) {
      assertThat(text.apply(value)).isEqualToIgnoringCase(value.name()).isLowerCase();
    }
  }
}
