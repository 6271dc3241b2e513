package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintSum;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.graph.References;
import io.trueup.model.graph.Roots;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.record.RecordCode;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.BlockFloat;
import io.trueup.model.type.DataType;
import io.trueup.model.type.FloatFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records and enums of a basis, read and made without reflection. Written from the records by
 * {@code StoredRecordsTest}; when a record changes, correct its two lines here or write the file
 * again with {@code -Dtrueup.write=true}.
 */
final class StoredRecords implements RecordCode {

  private static final List<Class<?>> CLASSES =
      List.of(
          DocumentKind.class,
          Fragment.class,
          Fragment.Declared.class,
          ModelDocument.AssignmentsDocument.class,
          ModelDocument.DatasetsDocument.class,
          ModelDocument.DatastoreDocument.class,
          ModelDocument.EcosystemDocument.class,
          ModelDocument.GovernanceZoneDocument.class,
          ModelDocument.TeamDocument.class,
          ModelDocument.WorkspaceDocument.class,
          AllowForbid.class,
          Assignment.class,
          Assignment.Status.class,
          Capture.class,
          Capture.Consistency.class,
          Capture.Kind.class,
          Column.class,
          Credential.class,
          Credential.Kind.class,
          DataContainer.class,
          DataContainer.Storage.class,
          DataContainer.Type.class,
          DataTransformer.class,
          DataTransformer.Code.class,
          Dataset.class,
          DatasetGroup.class,
          DatasetGroup.Requirements.class,
          DatasetSchema.class,
          DatasetSink.class,
          Datastore.class,
          Documentation.class,
          Ecosystem.class,
          EcosystemDeclaration.class,
          Governance.class,
          GovernanceZone.class,
          GroupKey.class,
          History.class,
          JobPolicy.class,
          JobPolicy.Per.class,
          PlatformDeclaration.class,
          PlatformDependency.class,
          PlatformDependency.OnFailure.class,
          Priority.class,
          RepositoryBranch.class,
          RolloutPolicy.class,
          RolloutPolicy.AtClose.class,
          RolloutPolicy.DriftPolicy.class,
          RolloutPolicy.On.class,
          RolloutPolicy.OnDrift.class,
          RolloutPolicy.RemovalGuard.class,
          RolloutPolicy.VersionOrder.class,
          StoragePolicy.class,
          StoragePolicy.Encryption.class,
          Team.class,
          Vendor.class,
          Vendor.Cloud.class,
          WindowDeclaration.class,
          Workspace.class,
          ZonePolicies.class,
          Fingerprint.class,
          FingerprintSum.class,
          IntentionGraph.class,
          NodeKey.class,
          PipelineNode.Consumer.class,
          PipelineNode.Export.class,
          PipelineNode.Ingest.class,
          PipelineNode.Transform.class,
          PipelineNode.Trigger.class,
          PlatformGraph.class,
          References.class,
          Roots.class,
          Location.class,
          Problem.class,
          Severity.class,
          Cron.class,
          CronSchedule.class,
          WindowKind.class,
          WindowTimes.class,
          AvroSchema.ArrayOf.class,
          AvroSchema.EnumType.class,
          AvroSchema.FixedType.class,
          AvroSchema.Kind.class,
          AvroSchema.Logical.class,
          AvroSchema.MapOf.class,
          AvroSchema.Primitive.class,
          AvroSchema.RecordField.class,
          AvroSchema.RecordType.class,
          AvroSchema.Reference.class,
          AvroSchema.Union.class,
          BlockFloat.class,
          DataType.ArrayOf.class,
          DataType.Binary.class,
          DataType.Decimal.class,
          DataType.Field.class,
          DataType.Form.class,
          DataType.Geography.class,
          DataType.MapOf.class,
          DataType.Shape.class,
          DataType.Simple.class,
          DataType.Struct.class,
          DataType.Text.class,
          DataType.Vector.class,
          DataType.Whole.class,
          FloatFormat.class,
          DatasetNameCollisions.class,
          DatasetNameCollisions.Names.class,
          DocumentId.Part.class,
          DocumentKey.class,
          Fact.class,
          Fact.Kind.class,
          Finding.Located.class,
          Finding.Suggestion.class,
          GraphLintResults.class,
          GraphLintResults.PlatformLintResult.class,
          GraphProblemLocator.PlacedProblem.class,
          KnownNames.class,
          KnownNames.Kind.class,
          LinkedDocuments.class,
          LinkedDocuments.Assigned.class,
          LinkedDocuments.Placed.class,
          LinkedDocuments.Primary.class,
          ModelFile.class,
          ModelFiles.class,
          Origin.class,
          RuleResults.class,
          StoredBasis.Parts.class,
          TransformerCycles.class);

  @Override
  public List<Class<?>> classes() {
    return CLASSES;
  }

  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T it(@Nullable Object value) {
    return (T) value;
  }

  private static IllegalArgumentException unknown(int number) {
    return new IllegalArgumentException("There is no record %d".formatted(number));
  }

  @Override
  public int size(int number) {
    return switch (number) {
      case 5, 6, 7, 8, 9, 62, 74, 78, 83, 87, 88, 90, 91, 99, 101, 112, 126 -> 1;
      case 1,
          10,
          17,
          30,
          35,
          37,
          43,
          46,
          49,
          59,
          60,
          75,
          84,
          92,
          93,
          95,
          96,
          104,
          105,
          107,
          110,
          111,
          115,
          118,
          119,
          120,
          122 ->
          2;
      case 4, 28, 40, 53, 56, 61, 69, 70, 71, 82, 86, 100, 106, 108, 113, 121, 124 -> 3;
      case 3, 11, 22, 23, 25, 26, 33, 34, 54, 63, 68, 79, 80, 85 -> 4;
      case 2, 27, 72, 77, 114, 117, 123 -> 5;
      case 13, 16, 20, 24, 51, 58, 66, 67, 125 -> 6;
      case 29, 32, 44 -> 7;
      case 64 -> 8;
      case 31, 57, 65 -> 9;
      case 19 -> 12;
      case 39 -> 13;
      default -> throw unknown(number);
    };
  }

  @Override
  public @Nullable Object[] values(int number, Record record) {
    return switch (number) {
      case 1 -> {
        var it = (Fragment) record;
        yield new Object[] {it.documents(), it.problems()};
      }
      case 2 -> {
        var it = (Fragment.Declared) record;
        yield new Object[] {it.index(), it.line(), it.column(), it.document(), it.digest()};
      }
      case 3 -> {
        var it = (ModelDocument.AssignmentsDocument) record;
        yield new Object[] {it.name(), it.assignments(), it.primaryIngestion(), it.documentation()};
      }
      case 4 -> {
        var it = (ModelDocument.DatasetsDocument) record;
        yield new Object[] {it.store(), it.team(), it.datasets()};
      }
      case 5 -> {
        var it = (ModelDocument.DatastoreDocument) record;
        yield new Object[] {it.store()};
      }
      case 6 -> {
        var it = (ModelDocument.EcosystemDocument) record;
        yield new Object[] {it.ecosystem()};
      }
      case 7 -> {
        var it = (ModelDocument.GovernanceZoneDocument) record;
        yield new Object[] {it.zone()};
      }
      case 8 -> {
        var it = (ModelDocument.TeamDocument) record;
        yield new Object[] {it.team()};
      }
      case 9 -> {
        var it = (ModelDocument.WorkspaceDocument) record;
        yield new Object[] {it.workspace()};
      }
      case 10 -> {
        var it = (AllowForbid) record;
        yield new Object[] {it.allow(), it.forbid()};
      }
      case 11 -> {
        var it = (Assignment) record;
        yield new Object[] {it.workspace(), it.group(), it.platform(), it.status()};
      }
      case 13 -> {
        var it = (Capture) record;
        yield new Object[] {
          it.kind(), it.container(), it.credential(), it.consistency(), it.trigger(), it.watermark()
        };
      }
      case 16 -> {
        var it = (Column) record;
        yield new Object[] {
          it.name(), it.type(), it.nullable(), it.key(), it.classifications(), it.documentation()
        };
      }
      case 17 -> {
        var it = (Credential) record;
        yield new Object[] {it.name(), it.kind()};
      }
      case 19 -> {
        var it = (DataContainer) record;
        yield new Object[] {
          it.qualifiedName(),
          it.type(),
          it.host(),
          it.port(),
          it.database(),
          it.schema(),
          it.storage(),
          it.locations(),
          it.encryption(),
          it.isReadOnly(),
          it.version(),
          it.documentation()
        };
      }
      case 20 -> {
        var it = (DataContainer.Storage) record;
        yield new Object[] {
          it.account(), it.warehouse(), it.role(), it.bucket(), it.prefix(), it.bootstrapServers()
        };
      }
      case 22 -> {
        var it = (DataTransformer) record;
        yield new Object[] {it.code(), it.trigger(), it.output(), it.documentation()};
      }
      case 23 -> {
        var it = (DataTransformer.Code) record;
        yield new Object[] {it.repository(), it.version(), it.command(), it.sql()};
      }
      case 24 -> {
        var it = (Dataset) record;
        yield new Object[] {
          it.name(), it.source(), it.schema(), it.governance(), it.documentation(), it.fingerprint()
        };
      }
      case 25 -> {
        var it = (DatasetGroup) record;
        yield new Object[] {it.name(), it.requires(), it.sinks(), it.documentation()};
      }
      case 26 -> {
        var it = (DatasetGroup.Requirements) record;
        yield new Object[] {it.history(), it.latency(), it.retention(), it.regulator()};
      }
      case 27 -> {
        var it = (DatasetSchema) record;
        yield new Object[] {
          it.columns(), it.avro(), it.primaryKey(), it.partition(), it.fingerprint()
        };
      }
      case 28 -> {
        var it = (DatasetSink) record;
        yield new Object[] {it.store(), it.dataset(), it.allowsDeprecated()};
      }
      case 29 -> {
        var it = (Datastore) record;
        yield new Object[] {
          it.name(),
          it.team(),
          it.capture(),
          it.isProduction(),
          it.governance(),
          it.datasets(),
          it.documentation()
        };
      }
      case 30 -> {
        var it = (Documentation) record;
        yield new Object[] {it.description(), it.rest()};
      }
      case 31 -> {
        var it = (Ecosystem) record;
        yield new Object[] {
          it.declaration(),
          it.zones(),
          it.teams(),
          it.containers(),
          it.stores(),
          it.workspaces(),
          it.assignments(),
          it.primaryIngestion(),
          it.producers()
        };
      }
      case 32 -> {
        var it = (EcosystemDeclaration) record;
        yield new Object[] {
          it.name(),
          it.owner(),
          it.live(),
          it.vendors(),
          it.zones(),
          it.platforms(),
          it.documentation()
        };
      }
      case 33 -> {
        var it = (Governance) record;
        yield new Object[] {
          it.classifications(), it.storagePolicies(), it.isDeprecated(), it.approved()
        };
      }
      case 34 -> {
        var it = (GovernanceZone) record;
        yield new Object[] {it.name(), it.teams(), it.policies(), it.documentation()};
      }
      case 35 -> {
        var it = (GroupKey) record;
        yield new Object[] {it.workspace(), it.group()};
      }
      case 37 -> {
        var it = (JobPolicy) record;
        yield new Object[] {it.per(), it.atMost()};
      }
      case 39 -> {
        var it = (PlatformDeclaration) record;
        yield new Object[] {
          it.name(),
          it.type(),
          it.history(),
          it.container(),
          it.credential(),
          it.credentials(),
          it.hints(),
          it.rollout(),
          it.jobs(),
          it.provider(),
          it.dependencies(),
          it.tags(),
          it.documentation()
        };
      }
      case 40 -> {
        var it = (PlatformDependency) record;
        yield new Object[] {it.platform(), it.soak(), it.onFailure()};
      }
      case 43 -> {
        var it = (RepositoryBranch) record;
        yield new Object[] {it.repository(), it.branch()};
      }
      case 44 -> {
        var it = (RolloutPolicy) record;
        yield new Object[] {
          it.on(), it.schedule(), it.windows(), it.atClose(), it.versions(), it.guard(), it.drift()
        };
      }
      case 46 -> {
        var it = (RolloutPolicy.DriftPolicy) record;
        yield new Object[] {it.every(), it.on()};
      }
      case 49 -> {
        var it = (RolloutPolicy.RemovalGuard) record;
        yield new Object[] {it.percent(), it.atLeast()};
      }
      case 51 -> {
        var it = (StoragePolicy) record;
        yield new Object[] {
          it.name(),
          it.isMandatory(),
          it.isDeprecated(),
          it.containers(),
          it.encryption(),
          it.documentation()
        };
      }
      case 53 -> {
        var it = (Team) record;
        yield new Object[] {it.name(), it.containers(), it.documentation()};
      }
      case 54 -> {
        var it = (Vendor) record;
        yield new Object[] {it.name(), it.cloud(), it.locations(), it.documentation()};
      }
      case 56 -> {
        var it = (WindowDeclaration) record;
        yield new Object[] {it.kind(), it.times(), it.reason()};
      }
      case 57 -> {
        var it = (Workspace) record;
        yield new Object[] {
          it.name(),
          it.team(),
          it.container(),
          it.priority(),
          it.isProduction(),
          it.classification(),
          it.groups(),
          it.transformer(),
          it.documentation()
        };
      }
      case 58 -> {
        var it = (ZonePolicies) record;
        yield new Object[] {
          it.classification(),
          it.vendor(),
          it.vendorKind(),
          it.location(),
          it.platform(),
          it.storage()
        };
      }
      case 59 -> {
        var it = (Fingerprint) record;
        yield new Object[] {it.high(), it.low()};
      }
      case 60 -> {
        var it = (FingerprintSum) record;
        yield new Object[] {it.total(), it.count()};
      }
      case 61 -> {
        var it = (IntentionGraph) record;
        yield new Object[] {it.references(), it.roots(), it.platforms()};
      }
      case 62 -> {
        var it = (NodeKey) record;
        yield new Object[] {it.value()};
      }
      case 63 -> {
        var it = (PipelineNode.Consumer) record;
        yield new Object[] {it.zone(), it.team(), it.workspace(), it.group()};
      }
      case 64 -> {
        var it = (PipelineNode.Export) record;
        yield new Object[] {
          it.key(),
          it.fingerprint(),
          it.priority(),
          it.inputs(),
          it.container(),
          it.store(),
          it.dataset(),
          it.consumers()
        };
      }
      case 65 -> {
        var it = (PipelineNode.Ingest) record;
        yield new Object[] {
          it.key(),
          it.fingerprint(),
          it.priority(),
          it.inputs(),
          it.store(),
          it.datasets(),
          it.source(),
          it.primaryPlatform(),
          it.primaryInputs()
        };
      }
      case 66 -> {
        var it = (PipelineNode.Transform) record;
        yield new Object[] {
          it.key(), it.fingerprint(), it.priority(), it.inputs(), it.workspace(), it.transformer()
        };
      }
      case 67 -> {
        var it = (PipelineNode.Trigger) record;
        yield new Object[] {
          it.key(), it.fingerprint(), it.priority(), it.inputs(), it.workspace(), it.schedule()
        };
      }
      case 68 -> {
        var it = (PlatformGraph) record;
        yield new Object[] {it.platform(), it.container(), it.nodes(), it.sum()};
      }
      case 69 -> {
        var it = (References) record;
        yield new Object[] {it.sinks(), it.workspaces(), it.stores()};
      }
      case 70 -> {
        var it = (Roots) record;
        yield new Object[] {it.produced(), it.platforms(), it.transforms()};
      }
      case 71 -> {
        var it = (Location) record;
        yield new Object[] {it.file(), it.line(), it.column()};
      }
      case 72 -> {
        var it = (Problem) record;
        yield new Object[] {it.rule(), it.severity(), it.location(), it.message(), it.remedy()};
      }
      case 74 -> {
        var it = (Cron) record;
        yield new Object[] {it.text()};
      }
      case 75 -> {
        var it = (CronSchedule) record;
        yield new Object[] {it.crons(), it.zone()};
      }
      case 77 -> {
        var it = (WindowTimes) record;
        yield new Object[] {it.start(), it.length(), it.zone(), it.rule(), it.except()};
      }
      case 78 -> {
        var it = (AvroSchema.ArrayOf) record;
        yield new Object[] {it.items()};
      }
      case 79 -> {
        var it = (AvroSchema.EnumType) record;
        yield new Object[] {it.fullName(), it.aliases(), it.symbols(), it.standard()};
      }
      case 80 -> {
        var it = (AvroSchema.FixedType) record;
        yield new Object[] {it.fullName(), it.aliases(), it.size(), it.logical()};
      }
      case 82 -> {
        var it = (AvroSchema.Logical) record;
        yield new Object[] {it.name(), it.precision(), it.scale()};
      }
      case 83 -> {
        var it = (AvroSchema.MapOf) record;
        yield new Object[] {it.values()};
      }
      case 84 -> {
        var it = (AvroSchema.Primitive) record;
        yield new Object[] {it.kind(), it.logical()};
      }
      case 85 -> {
        var it = (AvroSchema.RecordField) record;
        yield new Object[] {it.name(), it.aliases(), it.type(), it.standard()};
      }
      case 86 -> {
        var it = (AvroSchema.RecordType) record;
        yield new Object[] {it.fullName(), it.aliases(), it.fields()};
      }
      case 87 -> {
        var it = (AvroSchema.Reference) record;
        yield new Object[] {it.fullName()};
      }
      case 88 -> {
        var it = (AvroSchema.Union) record;
        yield new Object[] {it.branches()};
      }
      case 90 -> {
        var it = (DataType.ArrayOf) record;
        yield new Object[] {it.element()};
      }
      case 91 -> {
        var it = (DataType.Binary) record;
        yield new Object[] {it.length()};
      }
      case 92 -> {
        var it = (DataType.Decimal) record;
        yield new Object[] {it.precision(), it.scale()};
      }
      case 93 -> {
        var it = (DataType.Field) record;
        yield new Object[] {it.name(), it.type()};
      }
      case 95 -> {
        var it = (DataType.Geography) record;
        yield new Object[] {it.srid(), it.shape()};
      }
      case 96 -> {
        var it = (DataType.MapOf) record;
        yield new Object[] {it.key(), it.value()};
      }
      case 99 -> {
        var it = (DataType.Struct) record;
        yield new Object[] {it.fields()};
      }
      case 100 -> {
        var it = (DataType.Text) record;
        yield new Object[] {it.form(), it.length(), it.collation()};
      }
      case 101 -> {
        var it = (DataType.Vector) record;
        yield new Object[] {it.dimension()};
      }
      case 104 -> {
        var it = (DatasetNameCollisions) record;
        yield new Object[] {it.stores(), it.findings()};
      }
      case 105 -> {
        var it = (DatasetNameCollisions.Names) record;
        yield new Object[] {it.byFolded(), it.colliding()};
      }
      case 106 -> {
        var it = (DocumentId.Part) record;
        yield new Object[] {it.key(), it.path(), it.index()};
      }
      case 107 -> {
        var it = (DocumentKey) record;
        yield new Object[] {it.kind(), it.name()};
      }
      case 108 -> {
        var it = (Fact) record;
        yield new Object[] {it.kind(), it.scope(), it.name()};
      }
      case 110 -> {
        var it = (Finding.Located) record;
        yield new Object[] {it.problem(), it.suggestion()};
      }
      case 111 -> {
        var it = (Finding.Suggestion) record;
        yield new Object[] {it.wrong(), it.known()};
      }
      case 112 -> {
        var it = (GraphLintResults) record;
        yield new Object[] {it.platforms()};
      }
      case 113 -> {
        var it = (GraphLintResults.PlatformLintResult) record;
        yield new Object[] {it.graph(), it.declaration(), it.nodes()};
      }
      case 114 -> {
        var it = (GraphProblemLocator.PlacedProblem) record;
        yield new Object[] {it.problem(), it.document(), it.node(), it.column(), it.field()};
      }
      case 115 -> {
        var it = (KnownNames) record;
        yield new Object[] {it.kind(), it.scope()};
      }
      case 117 -> {
        var it = (LinkedDocuments) record;
        yield new Object[] {
          it.files(), it.declarations(), it.assigned(), it.primaries(), it.ecosystem()
        };
      }
      case 118 -> {
        var it = (LinkedDocuments.Assigned) record;
        yield new Object[] {it.assignment(), it.origin()};
      }
      case 119 -> {
        var it = (LinkedDocuments.Placed) record;
        yield new Object[] {it.origin(), it.declared()};
      }
      case 120 -> {
        var it = (LinkedDocuments.Primary) record;
        yield new Object[] {it.platforms(), it.origin()};
      }
      case 121 -> {
        var it = (ModelFile) record;
        yield new Object[] {it.path(), it.blob(), it.fragment()};
      }
      case 122 -> {
        var it = (ModelFiles) record;
        yield new Object[] {it.byPath(), it.pathsWithProblems()};
      }
      case 123 -> {
        var it = (Origin) record;
        yield new Object[] {it.path(), it.blob(), it.index(), it.line(), it.column()};
      }
      case 124 -> {
        var it = (RuleResults) record;
        yield new Object[] {it.asked(), it.askers(), it.findings()};
      }
      case 125 -> {
        var it = (StoredBasis.Parts) record;
        yield new Object[] {
          it.linked(), it.graph(), it.rules(), it.cycles(), it.cases(), it.platforms()
        };
      }
      case 126 -> {
        var it = (TransformerCycles) record;
        yield new Object[] {it.cycles()};
      }
      default -> throw unknown(number);
    };
  }

  @Override
  public Object make(int number, @Nullable Object[] values) {
    return switch (number) {
      case 1 -> new Fragment(it(values[0]), it(values[1]));
      case 2 ->
          new Fragment.Declared(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 3 ->
          new ModelDocument.AssignmentsDocument(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 4 -> new ModelDocument.DatasetsDocument(it(values[0]), it(values[1]), it(values[2]));
      case 5 -> new ModelDocument.DatastoreDocument(it(values[0]));
      case 6 -> new ModelDocument.EcosystemDocument(it(values[0]));
      case 7 -> new ModelDocument.GovernanceZoneDocument(it(values[0]));
      case 8 -> new ModelDocument.TeamDocument(it(values[0]));
      case 9 -> new ModelDocument.WorkspaceDocument(it(values[0]));
      case 10 -> new AllowForbid(it(values[0]), it(values[1]));
      case 11 -> new Assignment(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 13 ->
          new Capture(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 16 ->
          new Column(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 17 -> new Credential(it(values[0]), it(values[1]));
      case 19 ->
          new DataContainer(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]),
              it(values[8]),
              it(values[9]),
              it(values[10]),
              it(values[11]));
      case 20 ->
          new DataContainer.Storage(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 22 -> new DataTransformer(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 23 ->
          new DataTransformer.Code(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 24 ->
          new Dataset(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 25 -> new DatasetGroup(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 26 ->
          new DatasetGroup.Requirements(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 27 ->
          new DatasetSchema(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 28 -> new DatasetSink(it(values[0]), it(values[1]), it(values[2]));
      case 29 ->
          new Datastore(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]));
      case 30 -> new Documentation(it(values[0]), it(values[1]));
      case 31 ->
          new Ecosystem(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]),
              it(values[8]));
      case 32 ->
          new EcosystemDeclaration(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]));
      case 33 -> new Governance(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 34 -> new GovernanceZone(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 35 -> new GroupKey(it(values[0]), it(values[1]));
      case 37 -> new JobPolicy(it(values[0]), it(values[1]));
      case 39 ->
          new PlatformDeclaration(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]),
              it(values[8]),
              it(values[9]),
              it(values[10]),
              it(values[11]),
              it(values[12]));
      case 40 -> new PlatformDependency(it(values[0]), it(values[1]), it(values[2]));
      case 43 -> new RepositoryBranch(it(values[0]), it(values[1]));
      case 44 ->
          new RolloutPolicy(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]));
      case 46 -> new RolloutPolicy.DriftPolicy(it(values[0]), it(values[1]));
      case 49 -> new RolloutPolicy.RemovalGuard(it(values[0]), it(values[1]));
      case 51 ->
          new StoragePolicy(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 53 -> new Team(it(values[0]), it(values[1]), it(values[2]));
      case 54 -> new Vendor(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 56 -> new WindowDeclaration(it(values[0]), it(values[1]), it(values[2]));
      case 57 ->
          new Workspace(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]),
              it(values[8]));
      case 58 ->
          new ZonePolicies(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 59 -> new Fingerprint(it(values[0]), it(values[1]));
      case 60 -> new FingerprintSum(it(values[0]), it(values[1]));
      case 61 -> new IntentionGraph(it(values[0]), it(values[1]), it(values[2]));
      case 62 -> new NodeKey(it(values[0]));
      case 63 ->
          new PipelineNode.Consumer(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 64 ->
          new PipelineNode.Export(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]));
      case 65 ->
          new PipelineNode.Ingest(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]),
              it(values[6]),
              it(values[7]),
              it(values[8]));
      case 66 ->
          new PipelineNode.Transform(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 67 ->
          new PipelineNode.Trigger(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 68 -> new PlatformGraph(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 69 -> new References(it(values[0]), it(values[1]), it(values[2]));
      case 70 -> new Roots(it(values[0]), it(values[1]), it(values[2]));
      case 71 -> new Location(it(values[0]), it(values[1]), it(values[2]));
      case 72 ->
          new Problem(it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 74 -> new Cron(it(values[0]));
      case 75 -> new CronSchedule(it(values[0]), it(values[1]));
      case 77 ->
          new WindowTimes(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 78 -> new AvroSchema.ArrayOf(it(values[0]));
      case 79 ->
          new AvroSchema.EnumType(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 80 ->
          new AvroSchema.FixedType(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 82 -> new AvroSchema.Logical(it(values[0]), it(values[1]), it(values[2]));
      case 83 -> new AvroSchema.MapOf(it(values[0]));
      case 84 -> new AvroSchema.Primitive(it(values[0]), it(values[1]));
      case 85 ->
          new AvroSchema.RecordField(it(values[0]), it(values[1]), it(values[2]), it(values[3]));
      case 86 -> new AvroSchema.RecordType(it(values[0]), it(values[1]), it(values[2]));
      case 87 -> new AvroSchema.Reference(it(values[0]));
      case 88 -> new AvroSchema.Union(it(values[0]));
      case 90 -> new DataType.ArrayOf(it(values[0]));
      case 91 -> new DataType.Binary(it(values[0]));
      case 92 -> new DataType.Decimal(it(values[0]), it(values[1]));
      case 93 -> new DataType.Field(it(values[0]), it(values[1]));
      case 95 -> new DataType.Geography(it(values[0]), it(values[1]));
      case 96 -> new DataType.MapOf(it(values[0]), it(values[1]));
      case 99 -> new DataType.Struct(it(values[0]));
      case 100 -> new DataType.Text(it(values[0]), it(values[1]), it(values[2]));
      case 101 -> new DataType.Vector(it(values[0]));
      case 104 -> new DatasetNameCollisions(it(values[0]), it(values[1]));
      case 105 -> new DatasetNameCollisions.Names(it(values[0]), it(values[1]));
      case 106 -> new DocumentId.Part(it(values[0]), it(values[1]), it(values[2]));
      case 107 -> new DocumentKey(it(values[0]), it(values[1]));
      case 108 -> new Fact(it(values[0]), it(values[1]), it(values[2]));
      case 110 -> new Finding.Located(it(values[0]), it(values[1]));
      case 111 -> new Finding.Suggestion(it(values[0]), it(values[1]));
      case 112 -> new GraphLintResults(it(values[0]));
      case 113 ->
          new GraphLintResults.PlatformLintResult(it(values[0]), it(values[1]), it(values[2]));
      case 114 ->
          new GraphProblemLocator.PlacedProblem(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 115 -> new KnownNames(it(values[0]), it(values[1]));
      case 117 ->
          new LinkedDocuments(
              it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 118 -> new LinkedDocuments.Assigned(it(values[0]), it(values[1]));
      case 119 -> new LinkedDocuments.Placed(it(values[0]), it(values[1]));
      case 120 -> new LinkedDocuments.Primary(it(values[0]), it(values[1]));
      case 121 -> new ModelFile(it(values[0]), it(values[1]), it(values[2]));
      case 122 -> new ModelFiles(it(values[0]), it(values[1]));
      case 123 ->
          new Origin(it(values[0]), it(values[1]), it(values[2]), it(values[3]), it(values[4]));
      case 124 -> new RuleResults(it(values[0]), it(values[1]), it(values[2]));
      case 125 ->
          new StoredBasis.Parts(
              it(values[0]),
              it(values[1]),
              it(values[2]),
              it(values[3]),
              it(values[4]),
              it(values[5]));
      case 126 -> new TransformerCycles(it(values[0]));
      default -> throw unknown(number);
    };
  }
}
