package io.trueup.model.document;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Workspace;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One declared document. Where it lies means nothing; references are by name and still unresolved.
 */
public sealed interface ModelDocument {

  /** The {@code kind} field. */
  String kind();

  /** The {@code name} field. */
  String name();

  /**
   * The whole: what is declared once.
   *
   * @param locations all places of all vendors, as {@code Vendor/loc1/loc2}
   * @param zones declared zones with their owners
   * @param platforms by name
   */
  record EcosystemDocument(
      String name,
      RepositoryBranch owner,
      RepositoryBranch live,
      SortedSet<String> locations,
      SortedMap<String, RepositoryBranch> zones,
      SortedMap<String, PlatformDeclaration> platforms)
      implements ModelDocument {
    @Override
    public String kind() {
      return "Ecosystem";
    }
  }

  /**
   * A zone's own content.
   *
   * @param teams declared teams with their owners
   */
  record GovernanceZoneDocument(String name, SortedMap<String, RepositoryBranch> teams)
      implements ModelDocument {
    @Override
    public String kind() {
      return "GovernanceZone";
    }
  }

  /**
   * A team's own content.
   *
   * @param name {@code zone/team}
   * @param containers by their short name
   */
  record TeamDocument(String name, SortedMap<String, DataContainer> containers)
      implements ModelDocument {
    @Override
    public String kind() {
      return "Team";
    }
  }

  /** A store. */
  record DatastoreDocument(Datastore store) implements ModelDocument {
    @Override
    public String kind() {
      return "Datastore";
    }

    @Override
    public String name() {
      return store.name();
    }
  }

  /** A workspace, perhaps with a transformer. */
  record WorkspaceDocument(Workspace workspace) implements ModelDocument {
    @Override
    public String kind() {
      return "Workspace";
    }

    @Override
    public String name() {
      return workspace.name();
    }
  }

  /**
   * Who realizes what.
   *
   * @param primaryIngestion stores with the platforms that alone read their source
   */
  record AssignmentsDocument(
      String name,
      List<Assignment> assignments,
      SortedMap<String, SortedSet<String>> primaryIngestion)
      implements ModelDocument {
    @Override
    public String kind() {
      return "Assignments";
    }
  }
}
