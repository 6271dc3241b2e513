package io.trueup.statestore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link StateStore} and its parts, sentence by sentence, for every implementation
 * to pass. A subclass prepares an empty store for each test and makes time pass in it.
 */
public abstract class StateStoreConformance {

  /** For subclasses. */
  protected StateStoreConformance() {}

  /** The store under test: empty at first, and the same throughout a test. */
  protected abstract StateStore store();

  /** Another handle on the state of {@link #store()}, as another process has one. */
  protected abstract StateStore otherHandle();

  /** Makes a held lease expire now. */
  protected abstract void expire(Lease lease);

  /** Makes a live run expire now. */
  protected abstract void expireRun(RunId run);

  /** Makes a platform's pause end now. */
  protected abstract void expirePause(PlatformId platform);

  @Test
  void allWhoShareAStoreAreOneInstallation() {
    var installation = store().installation();

    assertThat(installation.id()).isNotEmpty();
    assertThat(installation.key()).isNotEqualTo(installation.id());
    assertThat(installation.toString()).doesNotContain(installation.key());
    assertThat(otherHandle().installation()).isEqualTo(installation);
  }

  @Nested
  @DisplayName("leases")
  class OfLeases extends LeasesContract {
    OfLeases() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("leases on versions")
  class OfModelLeases extends ModelLeasesContract {
    OfModelLeases() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("readings of nodes' currency")
  class OfCurrencyReadings extends CurrencyReadingsContract {
    OfCurrencyReadings() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("model servers")
  class OfModelServers extends ModelServersContract {
    OfModelServers() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("daemons")
  class OfDaemons extends DaemonsContract {
    OfDaemons() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("alarms")
  class OfAlarms extends AlarmsContract {
    OfAlarms() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("fencing (P2)")
  class OfFencing extends FencingContract {
    OfFencing() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("sources")
  class OfSources extends SourcesContract {
    OfSources() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("deliveries")
  class OfDeliveries extends DeliveriesContract {
    OfDeliveries() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("versions")
  class OfVersions extends VersionsContract {
    OfVersions() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("pointers on merge")
  class OfPointers extends PointersContract {
    OfPointers() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("platforms")
  class OfPlatforms extends PlatformsContract {
    OfPlatforms() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("claiming a rollout (P3)")
  class OfClaim extends ClaimContract {
    OfClaim() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("steps and nodes")
  class OfSteps extends StepsContract {
    OfSteps() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("roll-up (P4)")
  class OfRollUp extends RollUpContract {
    OfRollUp() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("runs")
  class OfRuns extends RunsContract {
    OfRuns() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("runs of several nodes")
  class OfJointRuns extends JointRunsContract {
    OfJointRuns() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("callers at once")
  class OfCallersAtOnce extends CallersAtOnceContract {
    OfCallersAtOnce() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("node time")
  class OfNodeTime extends NodeTimeContract {
    OfNodeTime() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("physical names")
  class OfPhysicalNames extends PhysicalNamesContract {
    OfPhysicalNames() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("schema statements")
  class OfSchemaStatements extends SchemaStatementsContract {
    OfSchemaStatements() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("audit")
  class OfAudit extends AuditContract {
    OfAudit() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("changes of state (P9)")
  class OfStateChanges extends StateChangesContract {
    OfStateChanges() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("subscriptions")
  class OfSubscriptions extends SubscriptionsContract {
    OfSubscriptions() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("addresses of credentials")
  class OfCredentialAddresses extends CredentialAddressesContract {
    OfCredentialAddresses() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("tokens")
  class OfApiTokens extends ApiTokensContract {
    OfApiTokens() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("statuses of forges")
  class OfForgeStatuses extends ForgeStatusesContract {
    OfForgeStatuses() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("page sessions")
  class OfPageSessions extends PageSessionsContract {
    OfPageSessions() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("drift")
  class OfDrift extends DriftContract {
    OfDrift() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("the gate")
  class OfGate extends GateContract {
    OfGate() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("nodes")
  class OfNodes extends NodesContract {
    OfNodes() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("ends of runs")
  class OfRunEnds extends RunEndsContract {
    OfRunEnds() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("orders about a platform")
  class OfOrders extends OrdersContract {
    OfOrders() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("rollbacks (P3)")
  class OfRollbacks extends RollbackContract {
    OfRollbacks() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("windows")
  class OfWindows extends WindowsContract {
    OfWindows() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("terms and windows of the model")
  class OfModelWindows extends ModelWindowsContract {
    OfModelWindows() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("pauses of groups")
  class OfGroupPauses extends GroupPausesContract {
    OfGroupPauses() {
      super(StateStoreConformance.this);
    }
  }

  @Nested
  @DisplayName("waiting")
  class OfWaiting extends WaitingContract {
    OfWaiting() {
      super(StateStoreConformance.this);
    }
  }
}
