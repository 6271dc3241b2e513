package io.trueup.model.document;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A declared document. Its file and place mean nothing; references are by name and not yet
 * resolved.
 */
public sealed interface ModelDocument {

  /** The {@code kind} field. */
  DocumentKind kind();

  /** The {@code name} field. */
  String name();

  /** The ecosystem, which is declared once. */
  record EcosystemDocument(EcosystemDeclaration ecosystem) implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.ECOSYSTEM;
    }

    @Override
    public String name() {
      return ecosystem.name();
    }
  }

  /** A zone, as its owner defines it. */
  record GovernanceZoneDocument(GovernanceZone zone) implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.GOVERNANCE_ZONE;
    }

    @Override
    public String name() {
      return zone.name();
    }
  }

  /** A team, as its owner defines it. */
  record TeamDocument(Team team) implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.TEAM;
    }

    @Override
    public String name() {
      return team.name();
    }
  }

  /** A store. */
  record DatastoreDocument(Datastore store) implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.DATASTORE;
    }

    @Override
    public String name() {
      return store.name();
    }
  }

  /**
   * Datasets added to a store of the same team that another document declares. A store may have any
   * number of such documents.
   *
   * @param store name of the store
   * @param team {@code zone/team}
   */
  record DatasetsDocument(String store, String team, PersistentMap<String, Dataset> datasets)
      implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.DATASETS;
    }

    /** The store's name: the document has none of its own. */
    @Override
    public String name() {
      return store;
    }
  }

  /** A workspace, perhaps with a transformer. */
  record WorkspaceDocument(Workspace workspace) implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.WORKSPACE;
    }

    @Override
    public String name() {
      return workspace.name();
    }
  }

  /**
   * Assignments of groups to platforms. There may be any number of such documents.
   *
   * @param name may be empty
   * @param primaryIngestion stores with the platforms that alone read their source
   */
  record AssignmentsDocument(
      String name,
      List<Assignment> assignments,
      SortedMap<String, SortedSet<String>> primaryIngestion,
      Documentation documentation)
      implements ModelDocument {
    @Override
    public DocumentKind kind() {
      return DocumentKind.ASSIGNMENTS;
    }
  }
}
